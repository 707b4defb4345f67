// Gives each command and example a button that copies it. Without this they are marked and copied by hand.
(function () {
  "use strict";
  var del = document.currentScript;
  if (!navigator.clipboard || !del) { return; }
  document.querySelectorAll("pre").forEach(function (pre) {
    var knap = document.createElement("button");
    knap.type = "button";
    knap.className = "anden kopier";
    knap.textContent = del.dataset.kopier;
    knap.setAttribute("aria-label", del.dataset.kopier + ": " + (pre.getAttribute("aria-label") || ""));
    knap.addEventListener("click", function () {
      navigator.clipboard.writeText(pre.textContent).then(function () { knap.textContent = del.dataset.kopieret; });
    });
    pre.before(knap);
  });
})();
