// One approval instance: each document it becomes, what happened, and, where only a person can go on, the decisions.
import { api, ask, badge, button, differences, fill, h, has, may, moment, notice, onLive, post } from "./core.js"
import { comparison } from "./mappings.js"
import { said } from "./said.js"
import { t } from "./words.js"

export async function story(root, [instance]) {
  let shown = ""
  const load = async () => {
    const data = await api(`transfers/${encodeURIComponent(instance)}`)
    const text = JSON.stringify(data)
    if (text === shown) return
    shown = text
    fill(root, h("p", { class: "small" }, h("a", { href: "#/transfers" }, `← ${t("transfers")}`)),
      h("h1", { class: "mono" }, instance),
      data.items[0]?.title && h("p", { class: "soft" }, data.items[0].title),
      data.items.map(one => part(one, instance, load)))
  }
  await load()
  // While somebody types, nothing moves under the fingers.
  const again = () => { if (!root.querySelector(".changed")) load().catch(() => {}) }
  return onLive({
    steps: ({ detail }) => { if (detail.steps.some(step => step.instance === instance)) again() }, gap: again,
  })
}

function part(one, instance, load) {
  const item = one.item
  const values = one.form
  return [
    h("section", {}, h("div", { class: "spread" }, h("h2", {}, h("span", { class: "mono" }, item.form), " ", badge(item.state))),
      h("dl", { class: "facts" }, facts([
        [t("number"), h("span", { class: "mono" }, item.number)],
        [t("document"), item.document && h("span", { class: "mono" }, `${item.document.number} · ${item.document.id} · ${item.document.status}`)],
        [t("stored"), moment(item.created)], [t("updated"), moment(item.updated)],
        [t("tries"), item.tries || ""], [t("epoch"), item.epoch],
        [t("waiting"), item.waiting && t(`wait.${item.waiting}`)], [t("due"), item.due && moment(item.due)],
        [t("mapping"), one.mappingVersion && h("span", { class: "mono" }, one.mappingVersion)],
      ])),
      item.reason && h("p", { class: ["dead", "human"].includes(item.state) ? "error" : "soft" }, said(item.reason)),
      ["dead", "human"].includes(item.state) && decisions(one, instance, load)),
    item.state === "dead" && one.form && may("decide") ? null : values && h("section", {},
      h("h2", {}, t("form values")), !may("seePersonalFields") && h("p", { class: "small soft" }, t("masked")), formTable(values)),
    h("section", {}, h("h2", {}, t("story")), h("ul", { class: "steps" }, one.transitions.map(step => h("li", {},
      moment(step.at), h("span", {}, badge(step.to)), h("span", { class: "soft" }, said(step.note)))))),
    one.payload && h("section", {}, h("h2", {}, t("payload")), h("pre", { tabindex: "0" }, pretty(one.payload))),
  ]
}

const facts = pairs => pairs.filter(([, value]) => value !== undefined && value !== null && value !== "")
  .map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2) } catch { return text }
}

// A table component holds its rows as JSON inside its text.
function rowsOf(value) {
  if (value.componentType !== "TableField") return null
  try {
    const rows = JSON.parse(value.value)
    return Array.isArray(rows) && rows.some(row => row.rowValue) ? rows.map(row => row.rowValue ?? []) : null
  } catch { return null }
}

function formTable(values) {
  return h("dl", { class: "facts" }, values.map(value => {
    const rows = rowsOf(value)
    const shown = rows
      ? h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, rows[0].map(cell => h("th", {}, cell.label ?? cell.key)))),
        h("tbody", {}, rows.map(row => h("tr", {}, row.map(cell => h("td", {}, plain(cell.value))))))))
      : h("span", {}, plain(value.value))
    return [h("dt", {}, titleOf(value)), h("dd", {}, shown)]
  }))
}

// What is not filled in is the word null.
const plain = value => (value === null || value === undefined || value === "null" ? "" : typeof value === "string" ? value : JSON.stringify(value))

// A range of dates has two names, as JSON in one text.
function titleOf(value) {
  try {
    const names = JSON.parse(value.name)
    return Array.isArray(names) ? names.join(" / ") : value.name
  } catch { return value.name || value.id }
}

function decisions(one, instance, load) {
  if (!may("decide")) return h("p", { class: "small soft" }, t("no right"))
  const item = one.item
  const path = `items/${encodeURIComponent(instance)}`
  const decide = async (what, told, title, text, fields, body = {}) => {
    const answer = await ask(title, text, title, fields)
    if (!answer) return
    await post(`${path}/${what}`, { form: item.form, ...body, ...answer })
    notice(t(told))
    await load()
  }
  const giveUp = button(t("abandon"), () => decide("abandon", "abandoned", t("abandon"), t("abandon ask")), "danger")
  if (item.state === "human") {
    return h("div", { class: "row" },
      button(t("adopt"), () => decide("adopt", "adopted", t("adopt"), t("adopt ask"), [
        { name: "document", label: t("document id"), value: item.document?.id },
        { name: "number", label: t("number"), value: item.document?.number ?? item.number }]), "main"),
      button(t("redo"), () => decide("redo", "redone", t("redo"), t("redo ask"))),
      item.revocation && button(t("revoke"), () => decide("revoke", "taken back", t("revoke"), t("revoke ask")), "danger"), giveUp)
  }
  return mending(one, instance, decide, giveUp)
}

// Dead: mend the form's values, preview, replay.
function mending(one, instance, decide, giveUp) {
  const inputs = []
  const input = (path, label, value, isWide, placeholder) => {
    const isLong = value.length > 60
    const field = h(isLong ? "textarea" : "input", { value, ...(isLong ? { rows: 3 } : {}), placeholder, autocomplete: "off", "data-path": path })
    const box = h("label", { class: `field ${isWide ? "wide" : ""}` }, label, field)
    field.addEventListener("input", () => box.classList.toggle("changed", field.value !== value))
    inputs.push({ path, label, field, value, was: value || placeholder || "" })
    return box
  }
  const fields = (one.form ?? []).map(value => {
    const rows = rowsOf(value)
    if (!rows) return input(value.id, titleOf(value), plain(value.value))
    // A changed column changes in all rows, as the API says.
    const columns = [...new Map(rows.flat().map(cell => [cell.key, cell])).values()]
    return columns.map(cell => {
      const found = [...new Set(rows.flat().filter(other => other.key === cell.key).map(other => plain(other.value)))]
      const label = `${titleOf(value)} › ${cell.label ?? cell.key}${rows.length > 1 ? ` (${t("all rows")})` : ""}`
      // Rows that differ are shown, and stay as they are unless something is typed.
      return input(`${value.id}.${cell.key}`, label, found.length === 1 ? found[0] : "", false, found.length > 1 ? found.join(" / ") : null)
    })
  })
  const changes = () => Object.fromEntries(inputs.filter(one => one.field.value !== one.value).map(one => [one.path, one.field.value]))
  const formLines = () => inputs.filter(one => one.field.value !== one.value)
    .map(one => ({ field: one.label, there: one.was, here: one.field.value }))
  const result = h("div", { "aria-live": "polite" })
  const preview = async () => {
    const set = changes()
    fill(result)
    const { model, changes: lines } = await post(`items/${encodeURIComponent(instance)}/preview`, { form: one.item.form, set })
    const mended = formLines(), kingdee = await inKingdee(set)
    fill(result, h("h3", {}, t("preview of")),
      mended.length > 0 && [h("h3", {}, t("what changes")), differences(mended, t("before"), t("preview"))],
      lines && [h("h3", {}, t("document changes")),
        lines.length ? differences(lines, t("before"), t("preview")) : h("p", { class: "soft" }, t("nothing changes"))],
      kingdee, h("h3", {}, t("whole document")), h("pre", { tabindex: "0" }, pretty(model)))
  }
  // What Kingdee holds already, where the core can compare.
  const inKingdee = async set => {
    if (!has("mappings")) return null
    const { mappings } = await api("mappings")
    const mapping = mappings.find(known => known.form === one.item.form && known.process === one.item.flow)
    if (!mapping) return null
    const { diff } = await post("mappings/preview", { mapping: mapping.name, instanceId: instance, set, diff: true })
    return comparison(diff)
  }
  return h("div", {}, h("h3", {}, t("mend")), h("p", { class: "small soft" }, one.form ? t("mend hint") : t("no form")),
    h("div", { class: "fields" }, fields), result,
    h("div", { class: "row aside" },
      one.form && button(t("preview"), preview),
      button(t("replay"), () => decide("replay", "replayed", t("replay"), t("replay ask"), [], { set: changes() }), "main"),
      giveUp))
}
