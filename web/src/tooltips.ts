// Words that are cut by an ellipsis are told whole to who points at them.

const cut = (e: HTMLElement) => e.scrollWidth > e.clientWidth && getComputedStyle(e).textOverflow === "ellipsis";

/** Titles written here are marked, so that those of the page are never touched. */
export function listenForCutWords(root: Document): void {
  root.addEventListener("mouseover", (event) => {
    let next = event.target instanceof HTMLElement ? event.target : null;
    for (let i = 0; next && i < 4; ++i) {
      const e: HTMLElement = next;
      next = e.parentElement;
      if (e.title && e.dataset.cut === undefined) return;
      if (!cut(e)) {
        if (e.dataset.cut !== undefined) { delete e.dataset.cut; e.removeAttribute("title"); }
        continue;
      }
      e.dataset.cut = "";
      e.title = e.innerText.replace(/\s+/g, " ").trim();
      return;
    }
  });
}
