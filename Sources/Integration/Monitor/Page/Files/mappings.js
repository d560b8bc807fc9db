// The mappings in force, and a dry run: what one makes of an approval or a pasted text, compared with what is in Kingdee.
import { api, button, differences, fill, h, moment, post, state, table } from "./core.js"
import { said } from "./said.js"
import { t } from "./words.js"

export async function mappings(root) {
  const results = h("div")
  const load = async () => {
    const answer = await api("mappings")
    fill(results, table([
      { label: t("mapping name"), cell: one => h("b", {}, one.name), bare: true },
      { label: t("process"), cell: one => h("span", { class: "mono small" }, one.record ? `${t("record kind")} ${one.record}` : one.process ?? ""), class: "whole" },
      { label: t("form"), cell: one => h("span", { class: "mono small" }, one.form ?? ""), class: "whole" },
      { label: t("file"), cell: one => h("span", { class: "mono small soft" }, one.file), class: "whole", bare: true },
      { label: t("version"), cell: one => h("span", { class: "mono small" }, one.version ?? ""), class: "whole" },
      { label: t("loadedAt"), cell: one => (one.loadedAt ? moment(one.loadedAt) : "") },
      { label: t("error"), cell: one => one.error && h("span", { class: "error" }, one.error), class: "reason whole", bare: true },
    ], answer.mappings))
    return answer.mappings
  }
  const known = await load()
  fill(root, h("h1", {}, t("mappings")), h("section", {}, results), known.length > 0 && state.session.canLogIn && dryRun(known))
  const timer = setInterval(() => { if (!document.hidden) load().catch(() => {}) }, 10_000)
  return () => clearInterval(timer)
}

function dryRun(known) {
  const mapping = h("select", {}, known.map(one => h("option", { value: one.name }, `${one.name} → ${one.form ?? ""}`)))
  const text = h("textarea", { rows: 4, class: "mono", spellcheck: "false", placeholder: t("dry run hint"), required: true })
  const compares = h("input", { type: "checkbox" })
  const result = h("div", { "aria-live": "polite" })
  const run = async () => {
    fill(result)
    const given = text.value.trim()
    const isPasted = /^[[{]/.test(given)
    fill(result, preview(await post("mappings/preview", {
      mapping: mapping.value, [isPasted ? "instance" : "instanceId"]: given, diff: compares.checked })))
  }
  return h("section", {}, h("h2", {}, t("dry run")), h("div", { class: "fields" },
    h("label", { class: "field" }, t("mapping name"), mapping),
    h("label", { class: "check" }, compares, t("compare with kingdee")),
    h("label", { class: "field wide" }, t("dry run of"), text)),
    h("div", { class: "row aside" }, button(t("dry run"), run, "main"), h("span", { class: "small soft" }, t("preview of"))),
    h("div", { class: "aside" }, result))
}

function preview(answer) {
  return [
    h("dl", { class: "facts" }, [[t("form"), answer.form], [t("number"), answer.number], [t("mapping"), answer.version]]
      .map(([name, value]) => [h("dt", {}, name), h("dd", { class: "mono" }, value || "–")])),
    answer.remarks.map(remark => h("p", { class: "soft" }, said(remark))),
    answer.notWanted && h("p", {}, h("span", { class: "badge none" }, t("no document wanted"))),
    answer.problems.length > 0 && [h("h3", { class: "error" }, t("mapping mistakes")), table([
      { label: t("field"), cell: one => h("span", { class: "mono" }, one.field), class: "whole", bare: true },
      { label: t("component"), cell: one => h("span", { class: "mono small" }, said(one.component)), class: "whole" },
      { label: t("value"), cell: one => one.value, class: "whole" },
      { label: t("reason"), cell: one => said(one.reason), class: "reason whole", bare: true },
      { label: t("remedy"), cell: one => said(one.remedy), class: "reason whole" },
    ], answer.problems)],
    answer.model && comparison(answer.diff),
    answer.model && [h("h3", {}, t("whole document")), h("pre", { tabindex: "0" }, JSON.stringify(answer.model, null, 2))],
  ]
}

// How a document differs from the one in Kingdee with its number; nothing where nobody asked.
export function comparison(diff) {
  if (!diff) return null
  const verdict = diff.error ? h("p", { class: "error" }, said(diff.error))
    : diff.status === null ? h("p", { class: "soft" }, t("not in kingdee"))
    : diff.changes.length ? differences(diff.changes, t("kingdee"), t("preview")) : h("p", {}, h("span", { class: "badge good" }, t("same in kingdee")))
  return [h("h3", {}, t("in kingdee"), " ", diff.status && h("span", { class: "badge none" }, t(`docstatus.${diff.status}`, diff.status))), verdict]
}
