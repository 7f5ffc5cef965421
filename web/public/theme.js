// Sets the theme before the first paint, so that nothing flashes.
(function () {
  var t = null;
  try { t = localStorage.getItem("ftm.theme"); } catch (e) { /* no storage */ }
  if (t !== "dark" && t !== "light")
    t = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  document.documentElement.dataset.theme = t;
})();
