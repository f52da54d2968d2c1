-- Turns a page that pet-report prints into what somebody would have written for pandoc: no layout, the same words.
local known = {}

local function kept(attributes)
  return attributes.lang and pandoc.Attr("", {}, { lang = attributes.lang }) or nil
end

-- A pipe table has lines, not blocks, in its cells: so it is what authors write, and pandoc reads it fastest.
local function flat(rows)
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      local words = pandoc.utils.blocks_to_inlines(cell.contents, { pandoc.Str(";"), pandoc.Space() })
      words = words:walk({ LineBreak = function() return pandoc.Space() end })
      cell.contents = { pandoc.Plain(words) }
      cell.col_span = 1
      cell.row_span = 1
    end
  end
  return rows
end

local shapes = {
  Div = function(div)
    local first = div.content[1]
    if div.identifier ~= "" and first and first.t == "Header" and first.identifier == "" then
      first.identifier = div.identifier
    elseif div.identifier ~= "" then
      div.content:insert(1, pandoc.Plain({ pandoc.Span({}, pandoc.Attr(div.identifier)) }))
    end
    local attributes = kept(div.attributes)
    return attributes and pandoc.Div(div.content, attributes) or div.content
  end,
  Span = function(span)
    if span.classes:includes("footnote") then
      return pandoc.Note({ pandoc.Para(span.content) })
    end
    if span.identifier ~= "" then
      return pandoc.Span(span.content, pandoc.Attr(span.identifier))
    end
    local attributes = kept(span.attributes)
    return attributes and pandoc.Span(span.content, attributes) or span.content
  end,
  Table = function(table)
    table.attr = pandoc.Attr()
    table.head.rows = flat(table.head.rows)
    for _, body in ipairs(table.bodies) do
      body.row_head_columns = 0
      body.body = flat(body.body)
      body.head = flat(body.head)
    end
    return table
  end,
  Image = function()
    return {}
  end,
  Header = function(head)
    return pandoc.Header(head.level, head.content, pandoc.Attr(head.identifier))
  end,
}

local function remember(part)
  if part.identifier ~= "" then
    known["#" .. part.identifier] = true
  end
end

-- Typst ends where a link leads nowhere.
local links = {
  Link = function(link)
    if link.target:sub(1, 1) ~= "#" or known[link.target] then
      return pandoc.Link(link.content, link.target)
    end
    return link.content
  end,
}

return { shapes, { Header = remember, Span = remember, Div = remember }, links }
