// Shows new letters as they come, and gives an open letter the height it needs. Everything works without this file.
"use strict";
const news = document.querySelector("#news");
let seen = Number(document.body.dataset.seen);

async function refresh(count) {
  const reply = await fetch(location.href);
  if (!reply.ok) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  const focused = document.activeElement?.closest("a")?.getAttribute("href");
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
    if (now) old.replaceWith(now);
  }
  if (focused) document.querySelector(`[data-live] a[href="${CSS.escape(focused)}"]`)?.focus();
  const more = count - seen;
  news.textContent = more === 1 ? "1 new letter" : more > 1 ? `${more} new letters` : "";
  seen = count;
}

async function look() {
  if (document.hidden) return;
  try {
    const { count } = await (await fetch("/count")).json();
    if (count !== seen) await refresh(count);
  } catch { /* the stack is stopped; look again later */ }
}

function fit(frame) {
  const inside = frame.contentDocument?.documentElement;
  if (!inside) return;
  frame.style.height = "0";
  frame.style.height = `${inside.scrollHeight + 2}px`;
}

for (const frame of document.querySelectorAll("iframe")) {
  frame.addEventListener("load", () => fit(frame));
  addEventListener("resize", () => fit(frame));
  fit(frame);
}
for (const form of document.querySelectorAll("form[data-slow]")) {
  form.addEventListener("submit", () => { news.textContent = form.dataset.slow; });
}
document.querySelector(".chip[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
setInterval(look, 2000);
