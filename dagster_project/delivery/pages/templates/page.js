(function () {
  var root = document.documentElement;
  var button = document.getElementById("language");
  function links() {
    var suffix = root.classList.contains("en") ? "#en" : "";
    document.querySelectorAll("a[data-page]").forEach(function (link) {
      link.setAttribute("href", link.getAttribute("data-page") + suffix);
    });
  }
  function speak(english) {
    root.classList.toggle("en", english);
    root.lang = english ? "en" : "zh-CN";
    document.title = button.getAttribute(english ? "data-title-en" : "data-title-zh");
    links();
  }
  button.hidden = false;
  button.addEventListener("click", function () { speak(!root.classList.contains("en")); });
  speak(location.hash === "#en");
  function fold(open) {
    document.querySelectorAll("details").forEach(function (part) { part.open = open; });
  }
  document.querySelectorAll("button[data-fold]").forEach(function (each) {
    each.addEventListener("click", function () { fold(each.getAttribute("data-fold") === "open"); });
  });
  window.addEventListener("beforeprint", function () { fold(true); });
})();
