// What only a person can move on: dead letters and items that need a decision. Dead letters with one reason, such as a wrong
// password of Kingdee's, can be replayed together.
import { api, ask, badge, button, count, fill, h, may, moment, onLive, post, storyLink, table } from "./core.js"
import { said } from "./said.js"
import { t } from "./words.js"

const atOnce = 100

export async function cases(root) {
  const results = h("div"), together = h("div"), summary = h("div", { "aria-live": "polite" })
  const load = async () => {
    const page = await api("transfers?state=dead,human&limit=1000")
    fill(together, may("decide") && alike(page.transfers))
    fill(results, table([
      { label: t("updated"), cell: one => moment(one.updated), bare: true },
      { label: t("number"), cell: one => storyLink(one.instance, one.number), class: "key", bare: true },
      { label: t("state"), cell: one => badge(one.state), bare: true },
      { label: t("form"), cell: one => h("span", { class: "mono small" }, one.form), class: "key", bare: true },
      { label: t("reason"), cell: one => said(one.reason), class: "reason whole", bare: true },
      { label: "", cell: one => storyLink(one.instance, t(may("decide") && one.state === "dead" ? "mend" : "open_story")), class: "whole", bare: true },
    ], page.transfers, t("cases empty")), page.next && h("p", { class: "small soft" }, t("not all shown")))
  }
  const alike = transfers => {
    const byKind = new Map()
    for (const one of transfers.filter(one => one.state === "dead")) {
      byKind.set(kind(one.reason), [...byKind.get(kind(one.reason)) ?? [], one])
    }
    const groups = [...byKind.values()].filter(group => group.length > 1).sort((a, b) => b.length - a.length)
    return groups.length > 0 && h("section", {}, h("h2", {}, t("same reason")), table([
      { label: t("dead letters"), cell: group => h("b", {}, count(group.length)) },
      { label: t("reason"), cell: group => said(group[0].reason), class: "reason whole", bare: true },
      { label: "", cell: group => button(named("replay all", group.length), () => replay(group)), class: "number", bare: true },
    ], groups))
  }
  const replay = async group => {
    const title = named("replay all", group.length)
    if (!await ask(title, `${named("replay all ask", group.length)} ${said(group[0].reason)}`, title)) return
    let replayed = 0
    const failed = []
    fill(summary)
    try {
      for (let start = 0; start < group.length; start += atOnce) {
        const items = group.slice(start, start + atOnce).map(({ instance, form }) => ({ instance, form }))
        const answer = await post("dead-letters/replay", { items })
        replayed += answer.replayed
        failed.push(...answer.failed)
      }
    } finally {
      fill(summary, h("section", {}, h("p", {}, named("replayed many", replayed),
        failed.length > 0 && h("b", { class: "error" }, ` ${named("not replayed", failed.length)}`)), failed.length > 0 && table([
        { label: t("instance"), cell: one => storyLink(one.instance), class: "whole", bare: true },
        { label: t("reason"), cell: one => said(one.error), class: "reason whole", bare: true }], failed)))
      await load()
    }
  }
  await load()
  fill(root, h("h1", {}, t("cases")), summary, together, h("section", {}, results))
  let timer = null
  const later = () => { timer ??= setTimeout(() => { timer = null; load().catch(() => {}) }, 800) }
  const end = onLive({
    steps: ({ detail }) => {
      if (detail.steps.some(step => ["dead", "human"].includes(step.to) || ["dead", "human"].includes(step.from))) later()
    },
    gap: later,
  })
  return () => { end(); clearTimeout(timer) }
}

const named = (name, number) => t(name).replace("#", count(number))

// A reason without what differs from one item to the next: numbers and ids.
const kind = reason => (reason ?? "").replace(/[\w.:+-]*\d[\w.:+-]*/g, "…")
