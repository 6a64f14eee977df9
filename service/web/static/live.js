// Follows a run by its event stream, and puts in the parts of its page that changed. Where the stream breaks, the page
// says so and asks by itself until it is there again. Without scripts, the page reloads itself.
"use strict";
(() => {
  const apart = 250, patience = 3000;
  const head = () => document.querySelector('[data-part="head"]');
  let source = null, waiting = 0, asking = false, again = false;

  const lost = (is) => { document.querySelector(".lost-note").hidden = !is; };

  const over = () => {
    source?.close();
    clearTimeout(waiting);
    waiting = -1;
  };

  const refresh = async () => {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const held = document.activeElement?.id;
      for (const part of document.querySelectorAll("[data-part]")) {
        const newer = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
        if (newer && newer.dataset.version !== part.dataset.version) part.replaceWith(newer);
      }
      if (held) document.getElementById(held)?.focus({ preventScroll: true });
      document.title = fresh.title;
      lost(source?.readyState === EventSource.CLOSED);
      if (head().dataset.over === "yes") {
        document.querySelector(".foot").replaceWith(fresh.querySelector(".foot"));
        over();
      }
    } catch {
      lost(true);
      soon(patience);
    }
    asking = false;
    if (again) { again = false; soon(apart); }
  };

  const soon = (milliseconds) => {
    if (waiting) return;
    waiting = setTimeout(() => { waiting = 0; refresh(); }, milliseconds);
  };

  const follow = () => {
    source = new EventSource(head().dataset.events);
    source.onopen = () => { lost(false); soon(apart); };
    source.onerror = () => {
      if (waiting === -1) return;
      lost(true);
      soon(patience);
      if (source.readyState === EventSource.CLOSED) setTimeout(follow, patience);
    };
    for (const name of ["taken", "judged", "started", "said", "ended", "retried", "over"]) {
      source.addEventListener(name, () => soon(apart));
    }
  };
  follow();
})();
