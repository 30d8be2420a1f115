(() => {
  "use strict";
  const options = /*OPTIONS*/;
  const SAVED_WIDTH = 760;

  const fileName = (spec, kind) => {
    const words = [].concat(spec.title ? spec.title.text : "chart").join(" ");
    const plain = words.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 60).replace(/^-+|-+$/g, "");
    return (plain || "chart") + "." + kind;
  };

  // The saved picture is drawn anew: always light, always the same width, with its title inside.
  const save = async (spec, kind) => {
    const fixed = Object.assign({}, spec, { width: SAVED_WIDTH, padding: 20 });
    const drawn = await vegaEmbed(document.createElement("div"), fixed, options);
    const link = document.createElement("a");
    link.href = await drawn.view.toImageURL(kind, kind === "png" ? 2 : 1);
    link.download = fileName(spec, kind);
    link.click();
    drawn.finalize();
  };

  const button = (spec, kind) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = "Save " + kind.toUpperCase();
    made.setAttribute("aria-label", made.textContent + ": " + [].concat(spec.title ? spec.title.text : "chart").join(" "));
    made.addEventListener("click", () => save(spec, kind));
    return made;
  };

  const mount = async (data) => {
    const figure = document.getElementById(data.dataset.chart);
    const plot = figure.querySelector(".plot");
    try {
      const spec = JSON.parse(data.textContent);
      const untitled = Object.assign({}, spec);
      delete untitled.title; // the words stand above the chart as text, where they wrap
      await vegaEmbed(plot, untitled, options);
      const row = document.createElement("p");
      row.className = "save";
      row.append(button(spec, "png"), button(spec, "svg"));
      figure.append(row);
    } catch (fault) {
      plot.classList.add("error");
      plot.textContent = "This chart could not be drawn here. Its numbers follow.";
    }
  };

  document.querySelectorAll("script[data-chart]").forEach(mount);
})();
