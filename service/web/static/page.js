// What a page does beyond being read: copy, print, and looking at another part without loading all of it again.
"use strict";
(() => {
  document.documentElement.classList.add("with-scripts");

  const said = (button, words) => {
    const before = button.textContent;
    button.textContent = words;
    setTimeout(() => { button.textContent = before; }, 1500);
  };

  const copy = async (button, text) => {
    try {
      await navigator.clipboard.writeText(text);
      said(button, "Copied");
    } catch {
      said(button, "Not allowed");
    }
  };

  const swap = async (link) => {
    const name = link.dataset.swap;
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of new Set([name, name === "why" ? "map" : name])) {
      const newer = fresh.querySelector(`[data-part="${part}"]`);
      document.querySelector(`[data-part="${part}"]`).replaceWith(newer);
    }
    history.replaceState(null, "", link.href);
    const heading = document.getElementById(new URL(link.href).hash.slice(1));
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: name !== "why" });
  };

  const unfold = () => {
    const at = document.getElementById(location.hash.slice(1))?.querySelector("details");
    if (at) { at.open = true; at.scrollIntoView(); }
  };
  window.addEventListener("hashchange", unfold);
  unfold();
  window.addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("main details")) each.open = true;
  });

  document.addEventListener("click", (event) => {
    const at = event.target.closest("[data-copy], [data-copy-address], [data-print], a[data-swap]");
    if (!at || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (at.dataset.copy !== undefined) copy(at, at.dataset.copy);
    else if (at.dataset.copyAddress !== undefined) copy(at, location.href);
    else if (at.dataset.print !== undefined) print();
    else {
      event.preventDefault();
      swap(at).catch(() => { location.href = at.href; });
    }
  });
})();
