// Follows a run: asks for its own page again and puts in the parts that changed. Without it, the page reloads itself.
"use strict";
(() => {
  const every = 1500;
  const refresh = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-part]")) {
        const newer = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
        if (newer && newer.dataset.version !== part.dataset.version) part.replaceWith(newer);
      }
      document.title = fresh.title;
      if (fresh.querySelector('[data-over="yes"]')) {
        document.querySelector(".foot").replaceWith(fresh.querySelector(".foot"));
        return;
      }
      document.body.classList.remove("lost");
    } catch {
      document.body.classList.add("lost");
    }
    setTimeout(refresh, every);
  };
  setTimeout(refresh, every);
})();
