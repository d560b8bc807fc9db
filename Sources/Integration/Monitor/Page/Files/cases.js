// What only a person can move on: dead letters and items that need a decision.
import { api, badge, fill, h, may, moment, storyLink, table } from "./core.js"
import { t } from "./words.js"

export async function cases(root) {
  const results = h("div")
  const load = async () => {
    const page = await api("transfers?state=dead,human&limit=200")
    fill(results, table([
      { label: t("updated"), cell: one => moment(one.updated), bare: true },
      { label: t("number"), cell: one => storyLink(one.instance, one.number), class: "key", bare: true },
      { label: t("state"), cell: one => badge(one.state), bare: true },
      { label: t("form"), cell: one => h("span", { class: "mono small" }, one.form), class: "key", bare: true },
      { label: t("reason"), cell: one => one.reason ?? "", class: "reason whole", bare: true },
      { label: "", cell: one => storyLink(one.instance, t(may("decide") && one.state === "dead" ? "mend" : "open_story")), class: "whole", bare: true },
    ], page.transfers, t("cases empty")))
  }
  await load()
  fill(root, h("h1", {}, t("cases")), h("section", {}, results))
  let timer = null
  const onSteps = ({ detail }) => {
    const concerns = detail.steps.some(step => ["dead", "human"].includes(step.to) || ["dead", "human"].includes(step.from))
    if (concerns && !timer) timer = setTimeout(() => { timer = null; load().catch(() => {}) }, 800)
  }
  addEventListener("live-steps", onSteps)
  return () => { removeEventListener("live-steps", onSteps); clearTimeout(timer) }
}
