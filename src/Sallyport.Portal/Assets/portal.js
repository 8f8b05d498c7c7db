"use strict";

// What is said to those who hear the page.
const heard = document.querySelector("[data-heard]");

// What a page without script shows plainly: copy buttons, and times of the reader's own zone.
const enliven = (root) => {
  for (const button of root.querySelectorAll("button[data-copy][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
      if (heard)
        heard.textContent = "Copied";
      setTimeout(() => {
        button.textContent = "Copy";
        if (heard)
          heard.textContent = "";
      }, 1500);
    });
  }
  for (const time of root.querySelectorAll("time[data-local]"))
    time.textContent = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
};
enliven(document);

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

// The newest sign-ins: the page is asked for again while somebody sees it. What is new replaces the list where the
// reader is at its top; elsewhere a link says that there is more, and nothing moves.
const newest = document.querySelector("[data-newest]");
if (newest) {
  const fresh = document.querySelector("[data-fresh]");
  const idsIn = (root) => [...root.querySelectorAll("[data-row]")].map((row) => row.dataset.row);
  const isAtTop = () => scrollY < newest.offsetTop && !newest.contains(document.activeElement)
    && getSelection().isCollapsed;
  const put = (next) => {
    enliven(next);
    newest.replaceChildren(...next.childNodes);
  };
  const tell = (count) => {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = `Show ${count} new ${count === 1 ? "sign-in" : "sign-ins"}`;
    if (fresh.textContent !== link.textContent)
      fresh.replaceChildren(link);
  };
  const look = async () => {
    if (document.visibilityState === "visible") {
      const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
      const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const next = page?.querySelector("[data-newest]");
      const seen = new Set(idsIn(newest));
      const count = next ? idsIn(next).filter((id) => !seen.has(id)).length : 0;
      if (count > 0 && isAtTop()) {
        put(next);
        fresh.textContent = "";
      } else if (count > 0) {
        tell(count);
      }
    }
    setTimeout(look, 3000);
  };
  setTimeout(look, 3000);
}

// What is behind # in an address of the real portal never reaches a server: the first page opens what it names.
const pages = [
  [/\/ApplicationsListBlade|~\/RegisteredApps/i, "/applications"],
  [/\/ApplicationMenuBlade\/.*\/appId\/([0-9a-f-]{36})/i, "/applications?search=$1"],
  [/\/UserManagementMenuBlade|~\/Users$/i, "/users"],
  [/^#cloudshell/i, "/cloudshell"],
];
const named = () => {
  for (const [form, address] of pages) {
    const found = form.exec(location.hash);
    if (found)
      return address.replace("$1", found[1] ?? "");
  }
  return null;
};
// Who has to sign in first is sent on by the page, with what was named.
const onward = document.querySelector("a[data-onward]");
if (onward) {
  const address = new URL(onward.href);
  address.searchParams.set("return_to", named() ?? "/");
  location.replace(address);
} else if (location.pathname === "/" && named()) {
  location.replace(named());
}

// A form with a preview: the same answer as its button gives, of which only the preview is shown.
for (const form of document.querySelectorAll("form[data-preview]")) {
  const button = form.querySelector("[data-preview-button]");
  form.addEventListener("change", async (event) => {
    if (event.target.name === "link") {
      form.requestSubmit(button);
      return;
    }
    const body = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector("[data-preview-part]");
    if (part) {
      form.querySelector("[data-preview-part]").replaceChildren(...part.childNodes);
      enliven(form);
    }
  });
}
