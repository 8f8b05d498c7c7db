"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}

// A running job: its page is asked for again, and what changes is put into this one.
const live = document.querySelector("[data-live]");
if (live) {
  const look = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) {
      setTimeout(look, 10000);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("pre.log");
    if (!next || !next.dataset.live) {
      location.reload();
      return;
    }
    live.replaceChildren(...next.childNodes);
    document.querySelector("h1").replaceChildren(...page.querySelector("h1").childNodes);
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}

// An answer that travels as a form.
document.querySelector("form[data-submit]")?.submit();
