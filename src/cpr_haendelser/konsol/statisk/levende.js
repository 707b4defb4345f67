// Keeps a part of a page alive while something goes on. Without this the link "Opdater" does the same.
(function () {
  "use strict";
  var del = document.querySelector("[data-levende]");
  if (!del || !window.fetch) { return; }
  var ventet = 0;

  function hent() {
    if (document.hidden) { vent(); return; }
    fetch(del.dataset.levende, { credentials: "same-origin" })
      .then(function (r) { if (!r.ok) { throw new Error(); } return r.text(); })
      .then(function (tekst) {
        var ny = new DOMParser().parseFromString(tekst, "text/html").querySelector("#" + del.id);
        if (!ny) { throw new Error(); }
        if (del.innerHTML !== ny.innerHTML) { del.innerHTML = ny.innerHTML; ventet = 0; }
        if (ny.dataset.levende) { vent(); } else { location.reload(); }
      })
      .catch(vent);
  }

  function vent() { ventet = Math.min(ventet + 1, 10); setTimeout(hent, 1000 + 500 * ventet); }
  vent();
})();
