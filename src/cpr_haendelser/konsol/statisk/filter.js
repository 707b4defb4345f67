// Checks a filter while it is written. Without this the button "Tjek filteret" does the same.
(function () {
  "use strict";
  var form = document.querySelector("form[data-filtertjek]");
  if (!form || !window.fetch) { return; }
  var felt = form.elements.filter, svar = document.getElementById("filter-svar"), nr = 0, ur = null;

  function vis(tekst, klasse) {
    var p = document.createElement("p");
    p.className = klasse;
    p.textContent = tekst;
    svar.replaceChildren(p);
    if (klasse === "feltfejl") { felt.setAttribute("aria-invalid", "true"); } else { felt.removeAttribute("aria-invalid"); }
  }

  function tjek() {
    var mit = ++nr, krop = new URLSearchParams();
    if (!felt.value.trim()) { vis(svar.dataset.tom, "hjaelp2"); return; }
    ["modtegn", "dueslag", "system", "filter"].forEach(function (navn) {
      if (form.elements[navn]) { krop.set(navn, form.elements[navn].value); }
    });
    fetch(form.dataset.filtertjek, { method: "POST", body: krop, credentials: "same-origin" })
      .then(function (r) { if (!r.ok) { throw new Error(); } return r.json(); })
      .then(function (dom) {
        if (mit !== nr) { return; }
        if (!dom.i_orden) {
          vis(svar.dataset.linje + " " + dom.linje + ", " + svar.dataset.tegn + " " + dom.tegn + ": " + dom.tekst, "feltfejl");
        } else if (dom.ukendte && dom.ukendte.length) {
          vis(svar.dataset.god + " " + svar.dataset.ukendt + " " + dom.ukendte.join(", "), "hjaelp2");
        } else { vis("\u2713 " + svar.dataset.god, "hjaelp2"); }
      })
      .catch(function () { if (mit === nr) { vis(svar.dataset.borte, "hjaelp2"); } });
  }

  felt.addEventListener("input", function () { clearTimeout(ur); ur = setTimeout(tjek, 400); });
  if (form.elements.system) { form.elements.system.addEventListener("change", tjek); }
})();
