import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Notice } from "../components/notice.tsx";
import { SwitchRow } from "../components/switch-row.tsx";

/** What agents can read about this computer, and from a folder of its owner's. */
export function SkillsSection() {
  const { snapshot, words, request } = useApp();
  const texts = words.skills;
  const { skills } = snapshot.tools;
  return (
    <section class="card flush" aria-labelledby="tools-skills">
      <h2 id="tools-skills">{texts.title}</h2>
      <p class="rules-mode">{texts.lead}</p>
      {snapshot.node.warnings.includes("gateway-without-skills") && (
        <Notice kind="warning">
          <p>{texts.tooOld}</p>
        </Notice>
      )}
      {skills.unusable ? (
        <Notice kind="problem">
          <p>{texts.unusable}</p>
        </Notice>
      ) : (
        <>
          <div class="rows">
            <SwitchRow
              title={texts.thisComputer.title}
              hint={texts.thisComputer.hint}
              on={skills.thisComputer}
              onChange={(on) => void request({ kind: "offer-this-computer", on })}
            />
          </div>
          <Folder />
        </>
      )}
    </section>
  );
}

function Folder() {
  const { snapshot, words, request } = useApp();
  const texts = words.skills;
  const { folder, readable, offered, leftOut } = snapshot.tools.skills;
  const sentence =
    folder === null ? texts.none : fill(readable ? texts.folder : texts.unreadable, { folder });
  return (
    <>
      <p class="rules-mode">
        <FromAfar text={sentence} />{" "}
        {offered.length > 0 && <FromAfar text={fill(texts.offered, { names: offered.join(", ") })} />}
      </p>
      {leftOut.map((left) => (
        <p class="rules-mode" key={left.folder}>
          <FromAfar text={fill(texts.leftOut, { folder: left.folder, why: texts.why[left.why] })} />
        </p>
      ))}
      <div class="action-row connections-actions">
        <button type="button" class="button" onClick={() => void request({ kind: "choose-skill-folder" })}>
          {texts.choose}
        </button>
        {folder !== null && (
          <button type="button" class="button" onClick={() => void request({ kind: "drop-skill-folder" })}>
            {texts.drop}
          </button>
        )}
      </div>
    </>
  );
}
