/** Plain text in which `backticks` mark code, as checks say what to look at next. */
export function InlineCode({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text
      <code key={index} className="rounded bg-raised px-1 py-0.5 font-mono text-[0.86em]">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
