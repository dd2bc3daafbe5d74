using System.Xml;

namespace AccountPortal.Saml.Reading;

internal enum GrammarContent
{
    Children,
    Text,
    Foreign,
    Key,
    Any,
}

/// <summary>One line of a <see cref="Grammar"/>.</summary>
internal sealed record GrammarRule(string Name, IReadOnlySet<string> Required, IReadOnlySet<string> Allowed, GrammarContent Content, IReadOnlyList<GrammarPart> Parts)
{
    public static GrammarRule Parse(string line)
    {
        var sides = line.Split('=', StringSplitOptions.TrimEntries);
        var head = sides[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var content = sides[1] switch
        {
            "#text" => GrammarContent.Text,
            "#foreign" => GrammarContent.Foreign,
            "#key" => GrammarContent.Key,
            "#any" => GrammarContent.Any,
            _ => GrammarContent.Children,
        };
        return new(
            head[0],
            head.Skip(1).Where(name => !name.EndsWith('?')).ToHashSet(),
            head.Skip(1).Select(name => name.TrimEnd('?')).ToHashSet(),
            content,
            content == GrammarContent.Children ? [.. sides[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(GrammarPart.Parse)] : []);
    }

    public void CheckAttributes(XmlElement element)
    {
        if (Content == GrammarContent.Any)
        {
            return;
        }

        foreach (XmlAttribute attribute in element.Attributes)
        {
            if (attribute.NamespaceURI.Length == 0 ? !Allowed.Contains(attribute.LocalName) : GrammarNames.IsOurs(attribute.NamespaceURI))
            {
                throw GrammarFault.Attribute(element, $"no attribute {attribute.Name}", attribute.Name);
            }
        }

        if (Required.FirstOrDefault(name => element.Attribute(name) is null) is { } missing)
        {
            throw GrammarFault.Attribute(element, $"an attribute {missing}", null);
        }
    }

    public void CheckText(XmlElement element)
    {
        if (Content == GrammarContent.Text)
        {
            if (element.ChildElements().FirstOrDefault() is { } child)
            {
                throw GrammarFault.Unexpected(child);
            }
        }
        else if (Content == GrammarContent.Children && element.ChildNodes.OfType<XmlText>().Any())
        {
            throw GrammarFault.Attribute(element, "no text between elements", "text");
        }
    }

    public void CheckChildren(XmlElement element)
    {
        var children = element.ChildElements().ToList();
        var at = 0;
        foreach (var part in Parts)
        {
            var count = 0;
            while (at < children.Count && count < part.Most && part.Names.Contains(GrammarNames.Of(children[at])))
            {
                (at, count) = (at + 1, count + 1);
            }

            if (count < part.Least)
            {
                throw at < children.Count ? GrammarFault.Unexpected(children[at]) : GrammarFault.Missing(element, part);
            }
        }

        if (at < children.Count)
        {
            throw GrammarFault.Unexpected(children[at]);
        }
    }
}

/// <summary>A place among an element's children.</summary>
internal sealed record GrammarPart(IReadOnlySet<string> Names, int Least, int Most)
{
    public static GrammarPart Parse(string text) => new(
        text.TrimEnd('?', '*', '+').Split('|').ToHashSet(),
        text[^1] is '?' or '*' ? 0 : 1,
        text[^1] is '*' or '+' ? int.MaxValue : 1);
}
