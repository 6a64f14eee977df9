// Offers names while they are typed. Without it, the page itself lists what is below a name.
"use strict";
(() => {
  const input = document.querySelector("[data-names]");
  const list = document.getElementById("names");
  let last = "";
  const offer = async () => {
    const typed = input.value.trim();
    if (typed === last || typed.length < 2) return;
    last = typed;
    const answer = await fetch(`${input.dataset.names}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok || input.value.trim() !== typed) return;
    const { names } = await answer.json();
    list.replaceChildren(...names.map((name) => new Option(name, name)));
  };
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => offer().catch(() => { last = ""; }), 120);
  });
})();
