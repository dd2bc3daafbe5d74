// Sends the form that leads to the company's sign-in by itself; without scripts its button does.
const form = document.querySelector("form[data-onward]");
if (form) {
  setTimeout(() => form.requestSubmit(), Number(form.dataset.onward) * 1000);
}
