import { render } from "preact";
import { App } from "./app/app.tsx";
import "./styles/index.css";

const root = document.getElementById("app");
if (root !== null) {
  const page = new URLSearchParams(location.search).get("page");
  const view = page === "question" || page === "ask" ? page : "main";
  render(<App bridge={window.clawtray} systemLanguage={navigator.language} view={view} />, root);
}
