import { useId } from "preact/hooks";

interface SelectRowProps<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A label with one of a few choices. */
export function SelectRow<Value extends string>({ label, options, value, onChange }: SelectRowProps<Value>) {
  const id = useId();
  return (
    <div class="select-row">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const wanted = event.currentTarget.value;
          const option = options.find((candidate) => candidate.value === wanted);
          if (option !== undefined) onChange(option.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
