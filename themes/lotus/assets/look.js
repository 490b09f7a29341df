// Applies the reader's choice of size and theme before anything is painted. Kept on this device only.
(() => {
  const root = document.documentElement;
  // What only works with scripts has its room from the first paint.
  root.classList.add("scripted");
  try {
    for (const name of ["size", "theme"]) {
      const value = localStorage.getItem("lotus-" + name);
      if (value) root.dataset[name] = value;
    }
  } catch {
    // A browser that keeps nothing shows the page as it is.
  }
})();
