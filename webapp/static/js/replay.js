/* Plays a case step by step on the diagram. Every step is also a link, so that nothing here is needed. */
"use strict";

const PACE = 1800;

function replay(panel, viewer) {
  const told = JSON.parse(panel.dataset.replay);
  const find = (name) => document.querySelector(`[data-replay-${name}]`);
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  const overlays = viewer.get("overlays");
  const slider = document.getElementById("replay-slider");
  const play = find("play");
  const caption = play.textContent;
  let current = told.step;
  let timer = null;
  let marked = [];

  const address = (step) => panel.dataset.replayAddress.replace("steg=0", `steg=${step}`);

  function standing(step) {
    const counts = new Map(Object.entries(told.before));
    const visited = new Set(told.visited);
    for (const one of told.steps.filter((each) => each.number <= step)) {
      const count = counts.get(one.element) || 0;
      if (one.happening === "entered") counts.set(one.element, count + 1);
      if (one.happening === "left" && count) counts.set(one.element, count - 1);
      if (one.done) visited.add(one.element);
    }
    return { places: [...counts].filter(([, count]) => count > 0), visited };
  }

  function mark(element, state) {
    if (!registry.get(element)) return;
    canvas.addMarker(element, `mark-${state}`);
    marked.push([element, `mark-${state}`]);
  }

  function draw(step) {
    for (const [element, name] of marked) canvas.removeMarker(element, name);
    marked = [];
    overlays.clear();
    const { places, visited } = standing(step);
    const waiting = new Set(places.map(([element]) => element));
    for (const element of visited) if (!waiting.has(element)) mark(element, "done");
    for (const [element, count] of places) {
      mark(element, "now");
      if (registry.get(element)) {
        const label = document.createElement("div");
        label.className = "mark-label mark-label--now";
        label.textContent = count > 1 ? `Her nå (${count})` : "Her nå";
        overlays.add(element, { position: { top: -12, left: 4 }, html: label });
      }
    }
    const happened = told.steps.filter((each) => each.number === step);
    for (const one of happened) {
      mark(one.element, "step");
      for (const flow of one.flows) mark(flow, "flow");
    }
    const at = happened.length && registry.get(happened[happened.length - 1].element);
    if (at && at.waypoints === undefined) canvas.scrollToElement(at, { top: 90, bottom: 90, left: 90, right: 90 });
    const list = find("standing");
    list.replaceChildren(
      ...places.map(([element, count]) => {
        const item = document.createElement("li");
        item.textContent = (told.names[element] || element) + (count > 1 ? ` (${count})` : "");
        return item;
      }),
    );
    find("nowhere").hidden = places.length > 0;
  }

  function say(step) {
    for (const item of find("list").children) {
      const here = Number(item.dataset.step) === step;
      item.toggleAttribute("aria-current", here);
      if (!here) continue;
      item.setAttribute("aria-current", "step");
      find("what").textContent = item.querySelector("[data-what]").textContent;
      find("who").textContent = item.querySelector("[data-who]").textContent;
    }
    find("number").textContent = step;
    slider.value = step;
    for (const link of document.querySelectorAll("[data-replay-go]")) {
      const to = step + Number(link.dataset.replayGo);
      const possible = to >= 1 && to <= told.total;
      link.toggleAttribute("aria-disabled", !possible);
      if (possible) link.href = address(to);
      else link.removeAttribute("href");
      if (!possible) link.setAttribute("aria-disabled", "true");
    }
  }

  function go(step) {
    if (step < 1 || step > told.total) return stop();
    if (step < told.first || step > told.last) return window.location.assign(address(step));
    current = step;
    draw(step);
    say(step);
    window.history.replaceState(null, "", address(step));
    return undefined;
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = caption;
  }

  play.hidden = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (current >= told.total) go(told.first);
    play.textContent = play.dataset.stop;
    timer = setInterval(() => go(current + 1), PACE);
    return undefined;
  });
  for (const link of document.querySelectorAll("[data-replay-go]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      stop();
      go(current + Number(link.dataset.replayGo));
    });
  }
  slider.addEventListener("input", () => {
    stop();
    go(Number(slider.value));
  });
  find("list").addEventListener("click", (event) => {
    const link = event.target.closest(".timeline__what a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stop();
    go(Number(link.closest("[data-step]").dataset.step));
  });
  draw(current);
  panel.dataset.ready = "true";
}

document.addEventListener("diagram-ready", (event) => {
  const panel = document.querySelector("[data-replay]");
  if (panel) replay(panel, event.detail);
});
