// Charts by minutes, drawn as SVG: lines, or columns on top of each other.
import { h, seconds, count, when } from "./core.js"

const width = 560, height = 190, left = 46, right = 8, top = 8, bottom = 22

function steps(highest, isTime) {
  const bases = isTime && highest > 60 ? [60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400] : null
  if (bases) return bases.find(base => highest / base <= 4) ?? Math.ceil(highest / 86400 / 4) * 86400
  const power = 10 ** Math.floor(Math.log10(highest / 4 || 1))
  return [1, 2, 5, 10].map(factor => factor * power).find(step => highest / step <= 4) ?? highest
}

// series: [{ name, look, values }], a value may be null. options: { stacked, isTime, label }
export function chart(minutes, series, options = {}) {
  const count_ = minutes.length
  const sums = minutes.map((_, index) => series.reduce((sum, one) => sum + (one.values[index] ?? 0), 0))
  const largest = options.stacked ? Math.max(...sums) : Math.max(...series.flatMap(one => one.values.map(v => v ?? 0)))
  const highest = Math.max(largest, options.isTime ? 0.01 : 4)
  const step = steps(highest, options.isTime)
  const ceiling = Math.ceil(highest / step - 1e-9) * step
  const x = index => left + (index + 0.5) * (width - left - right) / count_
  const y = value => top + (height - top - bottom) * (1 - value / ceiling)
  const text = value => (options.isTime ? seconds(value) : count(value))
  const svg = h("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": options.label })
  for (let value = 0; value <= ceiling + step / 2; value += step) {
    svg.append(h("line", { class: "grid", x1: left, x2: width - right, y1: y(value), y2: y(value) }),
      h("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, options.isTime && value === 0 ? "0" : text(value)))
  }
  for (let index = count_ - 1; index >= 0; index -= 15) {
    svg.append(h("text", { x: Math.min(x(index), width - 20), y: height - 6, "text-anchor": "middle" },
      when(minutes[index]).slice(-8, -3)))
  }
  const base = minutes.map(() => 0)
  for (const one of series) {
    if (options.stacked) {
      const wide = Math.max(1, (width - left - right) / count_ - 1.5)
      one.values.forEach((value, index) => {
        if (!value) return
        svg.append(h("rect", { class: one.look, x: x(index) - wide / 2, width: wide, y: y(base[index] + value),
          height: Math.max(1, y(base[index]) - y(base[index] + value)) }))
        base[index] += value
      })
    } else {
      for (const run of runs(one.values)) {
        const points = run.map(index => `${x(index).toFixed(1)},${y(one.values[index]).toFixed(1)}`)
        const last = run[run.length - 1]
        if (one.hasArea) {
          svg.append(h("path", { class: `area ${one.look}`, d: `M${x(run[0])},${y(0)} L${points.join(" L")} L${x(last)},${y(0)} Z` }))
        }
        if (run.length === 1) {
          svg.append(h("rect", { class: one.look, x: x(last) - 2, y: y(one.values[last]) - 2, width: 4, height: 4 }))
        } else {
          svg.append(h("path", { class: `line ${one.look}`, d: `M${points.join(" L")}` }))
        }
      }
    }
  }
  const key = h("div", { class: "legend" })
  const show = index => {
    key.replaceChildren(...series.map(one => h("span", {}, h("i", { class: one.look }),
      one.name + (index === null ? "" : ` ${one.values[index] === null ? "–" : text(one.values[index])}`))),
      ...(index === null ? [] : [h("span", {}, when(minutes[index]).slice(-8, -3))]))
  }
  const cursor = h("line", { class: "cursor", y1: top, y2: height - bottom, visibility: "hidden" })
  svg.append(cursor)
  svg.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect()
    const place = ((event.clientX - box.left) / box.width * width - left) / (width - left - right)
    const index = Math.max(0, Math.min(count_ - 1, Math.floor(place * count_)))
    cursor.setAttribute("x1", x(index))
    cursor.setAttribute("x2", x(index))
    cursor.setAttribute("visibility", "visible")
    show(index)
  })
  svg.addEventListener("pointerleave", () => { cursor.setAttribute("visibility", "hidden"); show(null) })
  show(null)
  return h("div", {}, key, svg)
}

// The stretches without gaps.
function runs(values) {
  const found = []
  values.forEach((value, index) => {
    if (value === null || value === undefined) return
    if (found.length && found[found.length - 1].at(-1) === index - 1) found[found.length - 1].push(index)
    else found.push([index])
  })
  return found
}
