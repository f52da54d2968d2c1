-- A pandoc filter for a document that is one code block: a JSON list of Markdown fields. Each field is read by
-- itself, in a world without files, and becomes one Div, in order: an open fence or a footnote of one field
-- cannot reach into the next.
local format = "commonmark-raw_html"
  .. "+attributes+bracketed_spans+definition_lists+fenced_divs+footnotes+pipe_tables+smart+strikeout"
  .. "+subscript+superscript+wikilinks_title_after_pipe"

function Pandoc(document)
  local blocks = {}
  for index, text in ipairs(pandoc.json.decode(document.blocks[1].text, false)) do
    blocks[index] = pandoc.Div(pandoc.read(text, format, nil, {}).blocks)
  end
  return pandoc.Pandoc(blocks)
end
