// What plain forms and htmx leave open: a question before what cannot be undone, a word when a part of
// the page could not be fetched, and going on after signing in anew without losing what was written.

const notices = document.getElementById("notices");

// <button data-confirm="…"> or <form data-confirm="…">
document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (asked && !window.confirm(asked)) event.preventDefault();
});

document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  const text = status < 500 || status === 503 ? responseText : "";
  say(text.slice(0, 300) || "出错了，请再试一次。", status === 401 || status === 403);
});

document.addEventListener("htmx:sendError", () => {
  say("连不上管理台，写的内容还在这一页上。请过一会儿再试。");
});

// A screen reader hears how a job ended; the page itself shows it where the job is.
document.addEventListener("job-ended", (event) => {
  const said = document.createElement("p");
  said.className = "hidden";
  said.textContent = event.detail.value;
  notices.append(said);
});

// One notice for the same trouble, however often a page asks.
function say(text, anew = false) {
  document.getElementById("trouble")?.remove();
  const shown = document.createElement("p");
  shown.id = "trouble";
  shown.className = "notice bad";
  shown.append(text);
  if (anew) shown.append(" ", signingIn(), " ", goingOn());
  notices.append(shown);
}

function signingIn() {
  const link = document.createElement("a");
  link.href = "/sign-in";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "在新标签页登录";
  return link;
}

function goingOn() {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "登录好了，接着写";
  button.addEventListener("click", () => void renew());
  return button;
}

// The page's forms carry the token of the session that is over: they get the new one's.
async function renew() {
  const answer = await fetch("/account/token", { redirect: "error" }).catch(() => null);
  const now = answer && answer.ok ? await answer.json() : null;
  if (!now) return say("还没有登录。", true);
  if (now.name !== document.body.dataset.user) return say(`现在登录的是${now.name}，这一页不能接着用。`);
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": now.csrf }));
  for (const field of document.querySelectorAll("input[name=csrf]")) field.value = now.csrf;
  document.getElementById("trouble")?.remove();
}
