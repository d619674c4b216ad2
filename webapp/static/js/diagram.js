/* Shows a diagram with marks of where the case stands; keyboard pans and zooms. */
"use strict";

const LABELS = { now: "Her nå", waiting: "Venter", incident: "Stoppet" };

async function show(frame) {
  const canvasElement = frame.querySelector(".diagram__canvas");
  const viewer = new BpmnJS({ container: canvasElement });
  await viewer.importXML(await diagramOf(frame));
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  const overlays = viewer.get("overlays");
  const marks = JSON.parse(frame.dataset.diagramMarks).filter((mark) => registry.get(mark.element));
  for (const mark of marks) {
    canvas.addMarker(mark.element, `mark-${mark.state}`);
    const text = mark.label || (LABELS[mark.state] && LABELS[mark.state] + (mark.count > 1 ? ` (${mark.count})` : ""));
    if (text) {
      const label = document.createElement("div");
      label.className = `mark-label mark-label--${mark.state}`;
      label.textContent = text;
      overlays.add(mark.element, { position: { top: -12, left: 4 }, html: label });
    }
  }
  const here = marks.filter((mark) => ["now", "waiting", "incident", "step"].includes(mark.state)).map((mark) => registry.get(mark.element));
  const zoom = (action) => {
    if (action === "fit") canvas.zoom("fit-viewport", "auto");
    else if (action === "in") canvas.zoom(canvas.zoom() * 1.25);
    else if (action === "out") canvas.zoom(canvas.zoom() / 1.25);
    else center(canvas, here);
  };
  frame.querySelector(".diagram__tools").hidden = false;
  frame.querySelector('[data-zoom="now"]').hidden = here.length === 0;
  for (const button of frame.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => zoom(button.dataset.zoom));
  }
  canvasElement.addEventListener("keydown", (event) => {
    const step = 60;
    const moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[event.key]) canvas.scroll({ dx: moves[event.key][0], dy: moves[event.key][1] });
    else if (event.key === "+" || event.key === "=") zoom("in");
    else if (event.key === "-") zoom("out");
    else if (event.key === "0") zoom("fit");
    else return;
    event.preventDefault();
  });
  viewer.get("eventBus").on("element.click", (event) => {
    frame.dispatchEvent(new CustomEvent("diagram-element", { bubbles: true, detail: { id: event.element.id } }));
  });
  zoom(here.length ? "now" : "fit");
  frame.dataset.ready = "true";
  frame.dispatchEvent(new CustomEvent("diagram-ready", { detail: viewer, bubbles: true }));
}

/* The page carries a diagram that is stored nowhere; any other is fetched. */
async function diagramOf(frame) {
  if (frame.dataset.diagramXml) return frame.dataset.diagramXml;
  const answer = await fetch(frame.dataset.diagramUrl, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

function center(canvas, elements) {
  if (!elements.length) return;
  const box = canvas.viewbox();
  const scale = Math.min(1, Math.max(0.55, canvas.zoom("fit-viewport")));
  canvas.zoom(scale);
  const size = canvas.viewbox();
  const left = Math.min(...elements.map((e) => e.x));
  const top = Math.min(...elements.map((e) => e.y));
  const right = Math.max(...elements.map((e) => e.x + e.width));
  const bottom = Math.max(...elements.map((e) => e.y + e.height));
  const middle = right - left > size.width ? left + size.width / 2 - 40 : (left + right) / 2;
  canvas.viewbox({
    x: middle - size.width / 2,
    y: (top + bottom) / 2 - size.height / 2,
    width: size.width,
    height: size.height || box.height,
  });
}

document.addEventListener("DOMContentLoaded", () => {
  for (const frame of document.querySelectorAll("[data-diagram-url]")) {
    show(frame).catch(() => {
      frame.querySelector(".diagram__canvas").hidden = true;
      frame.querySelector("[data-diagram-failed]").hidden = false;
    });
  }
});
