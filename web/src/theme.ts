import { effect, signal } from "@preact/signals";

export type Theme = "dark" | "light";

export const theme = signal<Theme>("dark");

function stored(): Theme | null {
  try {
    const t = localStorage.getItem("ftm.theme");
    return t === "dark" || t === "light" ? t : null;
  } catch {
    return null;
  }
}

/** Follows the system until somebody chooses. */
export function startTheme(): void {
  const system = matchMedia("(prefers-color-scheme: light)");
  const follow = () => (theme.value = stored() ?? (system.matches ? "light" : "dark"));
  follow();
  system.addEventListener("change", follow);
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}

export function toggleTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("ftm.theme", theme.value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
