-- A pandoc filter for a document that is one code block: as JSON a format, and Markdown fields of that format. Each
-- field is read by itself, in a world without files, and becomes one Div, in order: an open fence or a footnote of one
-- field cannot reach into the next.
function Pandoc(document)
  local given = pandoc.json.decode(document.blocks[1].text, false)
  local blocks = {}
  for index, text in ipairs(given.texts) do
    blocks[index] = pandoc.Div(pandoc.read(text, given.format, nil, {}).blocks)
  end
  return pandoc.Pandoc(blocks)
end
