/* Helps while filling in: drafts saved while typing, rows without reloading, outcomes that open, counters.
   Everything works without it; the server decides. */
"use strict";

const DELAY = 1500;

function time() {
  return new Date().toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
}

/* Puts a kept copy back into the form, rows included. With `onlyEmpty` nothing that is filled in is touched. */
function restore(form, kept, onlyEmpty) {
  for (const table of form.querySelectorAll("[data-table]")) {
    const start = `${table.dataset.table}.`;
    const wanted = Math.max(-1, ...kept.filter(([name]) => name.startsWith(start)).map(([name]) => Number(name.slice(start.length).split(".")[0])));
    while (table.querySelectorAll("[data-rows] > [data-row]").length <= wanted) addRow(table);
  }
  const values = new Map();
  for (const [name, value] of kept) values.set(name, [...(values.get(name) || []), value]);
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit"].includes(field.type)) continue;
    const given = values.get(field.name) || [];
    if (["radio", "checkbox"].includes(field.type)) field.checked = onlyEmpty ? field.checked || given.includes(field.value) : given.includes(field.value);
    else if (!onlyEmpty || !field.value) field.value = given.length ? given[0] : field.value;
  }
}

/* Saves what is typed; keeps a copy in the browser, under the writer's own key, while the server does not take it. */
function autosave(form) {
  const status = form.querySelector("[data-draft-status]");
  const key = `nyttiggjort-draft:${form.dataset.draftOwner}:${form.dataset.draftUrl}`;
  let waiting = null;
  let unsaved = false;
  let found = "";
  const say = (text) => {
    if (status) status.textContent = found + text;
  };
  const body = () => {
    const data = new FormData(form);
    data.delete("_action");
    data.set("draft_revision", form.dataset.draftRevision || "");
    return data;
  };
  const keep = (data) => {
    const entries = [...data.entries()].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
    localStorage.setItem(key, JSON.stringify(entries));
  };
  if (form.dataset.draftSaved) say(`Kladd lagret ${form.dataset.draftSaved}`);

  async function save() {
    const data = body();
    let answer = null;
    try {
      answer = await fetch(form.dataset.draftUrl, { method: "POST", body: data, credentials: "same-origin" });
    } catch {
      answer = null;
    }
    if (answer && answer.ok) {
      form.dataset.draftRevision = (await answer.json()).revision;
      const revision = form.querySelector("input[name=revision][data-follows-draft]");
      if (revision) revision.value = form.dataset.draftRevision;
      unsaved = false;
      localStorage.removeItem(key);
      say(`Kladd lagret kl. ${time()}`);
    } else if (answer && answer.status === 409) {
      unsaved = false;
      say("Kladden er endret i et annet vindu. Last siden på nytt for å se den.");
    } else {
      keep(data);
      if (!answer || answer.status >= 500) {
        say("Får ikke kontakt. Det du skriver, er tatt vare på her og lagres når kontakten er tilbake.");
        waiting = setTimeout(save, 10000);
      } else if ([400, 401].includes(answer.status)) {
        unsaved = false;
        say("Du er logget ut. Det du skriver, er tatt vare på her. Last siden på nytt og logg inn, så er det der.");
      } else {
        say("Kladden kan ikke lagres nå. Det du skriver, er tatt vare på her.");
      }
    }
  }

  form.addEventListener("input", () => {
    unsaved = true;
    found = "";
    say("Lagrer …");
    clearTimeout(waiting);
    waiting = setTimeout(save, DELAY);
  });
  form.addEventListener("submit", () => {
    unsaved = false;
    clearTimeout(waiting);
    localStorage.removeItem(key);
  });
  window.addEventListener("online", () => unsaved && save());
  /* Leaving before the timer: the browser sends this after the page is gone, up to 64 kB; more is kept here. */
  window.addEventListener("pagehide", () => {
    if (!unsaved) return;
    const data = body();
    const size = [...data.values()].reduce((sum, value) => sum + (value.length || 0) + 200, 0);
    if (!navigator.onLine || localStorage.getItem(key) || size > 30000) keep(data);
    else fetch(form.dataset.draftUrl, { method: "POST", body: data, credentials: "same-origin", keepalive: true });
  });

  const kept = localStorage.getItem(key);
  if (kept) {
    const entries = JSON.parse(kept);
    const before = entries.find(([name]) => name === "draft_revision");
    restore(form, entries, !before || before[1] !== form.dataset.draftRevision);
    form.dispatchEvent(new Event("change", { bubbles: true }));
    found = "Vi fant det du skrev sist uten kontakt, og har satt det inn igjen. ";
    say("");
    unsaved = true;
    waiting = setTimeout(save, DELAY);
  }
}

function addRow(table) {
  table.querySelector("[data-rows]").append(table.querySelector("template").content.cloneNode(true));
  renumber(table);
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
      addRow(table);
    } else {
      remove.closest("[data-row]").remove();
      renumber(table);
    }
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
