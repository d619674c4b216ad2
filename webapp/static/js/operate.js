/* A click on an element of the live diagram chooses it in the form: where the case stands, or the step to go to. */
"use strict";

document.addEventListener("diagram-element", (event) => {
  const form = document.getElementById("choose");
  if (!form) return;
  const id = event.detail.id;
  const place = [...form.querySelectorAll("[data-element]")].find((radio) => radio.dataset.element === id);
  const option = [...form.elements.element.options].find((choice) => choice.value === id);
  if (place && !place.checked) place.checked = true;
  else if (option) form.elements.element.value = id;
  else return;
  const picked = document.getElementById("picked");
  const name = option ? option.textContent.trim() : id;
  picked.textContent = `${picked.dataset.pickedText} ${name}`;
});
