"use strict";
for (const chart of document.querySelectorAll(".frontier")) {
  const points = JSON.parse(chart.dataset.points);
  const numbers = (text) => text.split(",").map(Number);
  const [xLow, xHigh, xFrom, xTo] = numbers(chart.dataset.x);
  const [yLow, yHigh, yFrom, yTo] = numbers(chart.dataset.y);
  const svg = chart.querySelector("svg");
  const slider = chart.querySelector("input");
  const [guide, across] = chart.querySelectorAll(".guide");
  const handle = chart.querySelector(".handle");
  const reading = (name) => chart.querySelector(`[data-is=${name}]`);
  const money = (amount) => {
    const digits = Math.abs(amount) >= 1000 ? 0 : 2;
    const text = Math.abs(amount).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return (amount < 0 ? "\u2212" : "") + chart.dataset.currency + text;
  };
  const set = (line, values) => Object.entries(values).forEach(([name, value]) => line.setAttribute(name, value));

  const show = (budget) => {
    let at = 0;
    while (at + 1 < points.length && points[at + 1][0] <= budget) at++;
    const [from, value, price] = points[at];
    const next = points[at + 1];
    const worth = next ? value + ((budget - from) / (next[0] - from)) * (next[1] - value) : value;
    const x = xFrom + ((budget - xLow) / (xHigh - xLow)) * (xTo - xFrom);
    const y = yFrom + ((worth - yLow) / (yHigh - yLow)) * (yTo - yFrom);
    set(guide, { x1: x, x2: x });
    set(across, { x2: x, y1: y, y2: y });
    set(handle, { cx: x, cy: y });
    reading("budget").textContent = money(budget);
    reading("value").textContent = money(worth);
    reading("price").textContent = money(price);
    slider.setAttribute("aria-valuetext", `${money(budget)} buys ${money(worth)}`);
  };

  const drag = (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    slider.value = xLow + ((x - xFrom) / (xTo - xFrom)) * (xHigh - xLow);
    show(Number(slider.value));
  };

  slider.addEventListener("input", () => show(Number(slider.value)));
  svg.addEventListener("pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    drag(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (svg.hasPointerCapture(event.pointerId)) drag(event);
  });
}
