/* Gives each chart of a dashboard the name and the description that the page only shows, for readers of screens. */
(() => {
  const name = () => {
    for (const chart of document.querySelectorAll("[data-test-chart-name]")) {
      const title = chart.getAttribute("data-test-chart-name");
      if (chart.getAttribute("aria-label") === title) continue;
      chart.setAttribute("role", "figure");
      chart.setAttribute("aria-label", title);
      const about = chart.querySelector(".dashboard-chart[aria-label]");
      if (about) chart.setAttribute("aria-description", about.getAttribute("aria-label"));
    }
  };
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; name(); }, 200);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
