/* Helps while filling in: drafts saved while typing, rows without reloading, outcomes that open, counters.
   Everything works without it; the server decides. */
"use strict";

const DELAY = 1500;

function time() {
  return new Date().toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
}

/* Saves what is typed; keeps a copy in the browser while the server cannot be reached. */
function autosave(form) {
  const status = form.querySelector("[data-draft-status]");
  const key = `nyttiggjort-draft:${form.dataset.draftUrl}`;
  let waiting = null;
  let unsaved = false;
  if (form.dataset.draftSaved && status) status.textContent = `Kladd lagret ${form.dataset.draftSaved}`;

  async function save() {
    const body = new FormData(form);
    body.delete("_action");
    body.set("draft_revision", form.dataset.draftRevision || "");
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, credentials: "same-origin" });
      if (answer.status === 409) {
        status.textContent = "Kladden er endret i et annet vindu. Last siden på nytt for å se den.";
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      form.dataset.draftRevision = (await answer.json()).revision;
      unsaved = false;
      localStorage.removeItem(key);
      status.textContent = `Kladd lagret kl. ${time()}`;
    } catch {
      const kept = [...body.entries()].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
      localStorage.setItem(key, JSON.stringify(kept));
      status.textContent = "Får ikke kontakt. Det du skriver, er tatt vare på her og lagres når kontakten er tilbake.";
      waiting = setTimeout(save, 10000);
    }
  }

  form.addEventListener("input", () => {
    unsaved = true;
    if (status) status.textContent = "Lagrer …";
    clearTimeout(waiting);
    waiting = setTimeout(save, DELAY);
  });
  form.addEventListener("submit", () => {
    unsaved = false;
    clearTimeout(waiting);
    localStorage.removeItem(key);
  });
  window.addEventListener("online", () => unsaved && save());
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });

  const kept = localStorage.getItem(key);
  if (kept && status) {
    for (const [name, value] of JSON.parse(kept)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLElement && "value" in field && field.type !== "hidden" && !field.value) field.value = value;
    }
    status.textContent = "Vi fant det du skrev sist uten kontakt, og har satt det inn igjen.";
  }
}

function renumber(table) {
  const name = table.dataset.table;
  table.querySelectorAll("[data-rows] > [data-row]").forEach((row, number) => {
    const from = row.dataset.row;
    if (from !== String(number)) {
      const dots = `${name}.${from}.`;
      const dashes = `f-${name}-${from}-`;
      for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
        for (const attribute of ["name", "id", "for", "aria-describedby"]) {
          const value = element.getAttribute(attribute);
          if (value) {
            element.setAttribute(
              attribute,
              value.replaceAll(dots, `${name}.${number}.`).replaceAll(dashes, `f-${name}-${number}-`)
            );
          }
        }
      }
      row.dataset.row = String(number);
    }
    row.querySelector("[data-row-number]").textContent = number + 1;
    row.querySelector("[data-remove-row]").value = `remove_row:${name}:${number}`;
  });
}

function tables(form) {
  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    const remove = event.target.closest("[data-remove-row]");
    if (!add && !remove) return;
    event.preventDefault();
    const table = (add || remove).closest("[data-table]");
    if (add) {
      table.querySelector("[data-rows]").append(table.querySelector("template").content.cloneNode(true));
    } else {
      remove.closest("[data-row]").remove();
    }
    renumber(table);
    const rows = table.querySelectorAll("[data-rows] > [data-row]");
    const target = add ? rows[rows.length - 1]?.querySelector("input, select, textarea") : table.querySelector("[data-add-row]");
    if (target) target.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/* Simple conditions (`field = "value"`, `field != "value"`, joined by one kind of and/or) are shown at once. */
function conditions(form) {
  const parts = [...form.querySelectorAll("[data-hide]")];
  if (!parts.length) return;
  const gone = new Set();
  const value = (name) => {
    const fields = [...form.elements].filter((f) => f.name === name);
    if (!fields.length) return undefined;
    if ([...gone].some((part) => part.contains(fields[0]))) return "";
    if (fields[0].type === "radio") return (fields.find((f) => f.checked) || { value: "" }).value;
    if (fields[0].type === "checkbox") return fields[0].checked ? "true" : "false";
    return fields[0].value;
  };
  const one = (text) => {
    const match = /^\s*(\w+)\s*(!?=)\s*(?:"([^"]*)"|(\w+))\s*$/.exec(text);
    if (!match) return undefined;
    const given = value(match[1]);
    if (given === undefined) return undefined;
    const wanted = match[3] ?? match[4];
    const same = wanted === "null" ? given === "" : given === wanted;
    return match[2] === "=" ? same : !same;
  };
  const hidden = (text) => {
    const bare = text.replace(/^=/, "");
    const any = bare.split(/\bor\b/);
    const all = bare.split(/\band\b/);
    if (any.length > 1 && all.length > 1) return undefined;
    const answers = (any.length > 1 ? any : all).map(one);
    if (answers.includes(undefined)) return undefined;
    return any.length > 1 ? answers.some(Boolean) : answers.every(Boolean);
  };
  /* In the order of the page, as on the server: what is hidden counts as empty further down. */
  const update = () => {
    gone.clear();
    for (const part of parts) {
      part.hidden = hidden(part.dataset.hide) === true;
      if (part.hidden) gone.add(part);
    }
  };
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}

function outcomes(form) {
  const update = () => {
    const chosen = form.querySelector('[name="outcome"]:checked')?.value;
    for (const more of form.querySelectorAll("[data-outcome-more]")) more.hidden = more.dataset.outcomeMore !== chosen;
  };
  form.addEventListener("change", update);
  update();
}

function counters(form) {
  for (const field of form.querySelectorAll("[data-limit]")) {
    const limit = Number(field.dataset.limit);
    const counter = document.createElement("p");
    counter.className = "counter";
    field.insertAdjacentElement("afterend", counter);
    const update = () => {
      const left = limit - field.value.length;
      counter.textContent = left < limit * 0.2 ? (left >= 0 ? `${left} tegn igjen` : `${-left} tegn for mye`) : "";
      counter.classList.toggle("counter--over", left < 0);
    };
    field.addEventListener("input", update);
    update();
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form.answers")) {
    tables(form);
    conditions(form);
    counters(form);
    if (form.dataset.draftUrl) autosave(form);
    if ("gate" in form.dataset) outcomes(form);
  }
});
