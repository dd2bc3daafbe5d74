// Sends the form that leads to the company's sign-in by itself; without scripts its button does.
document.querySelector("form[data-onward=yes]")?.requestSubmit();
