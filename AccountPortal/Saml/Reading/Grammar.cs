using System.Collections.Frozen;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// A closed grammar: an element, an attribute or a text that no rule names is refused, wherever it stands. A rule is one line:
/// <code>samlp:Status Code Note? = samlp:StatusCode samlp:StatusMessage? a:B|a:C*</code>
/// the element (or <c>parent&gt;element</c>), its attributes, and its children in their order; <c>?</c>, <c>*</c>, <c>+</c> and <c>|</c> as usual.
/// Instead of children: <c>#text</c>; <c>#foreign</c>, whatever does not belong to SAML or XML Signature (nobody reads it); <c>#key</c>, whatever
/// could not be taken for a message; <c>#any</c>. The attributes of foreign namespaces are let through and not read.
/// </summary>
internal sealed class Grammar
{
    private readonly FrozenDictionary<string, GrammarRule> rules;

    /// <summary>The elements whose rule depends on their parent.</summary>
    private readonly FrozenSet<string> inParents;

    public Grammar(string table)
    {
        rules = table
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(GrammarRule.Parse)
            .ToFrozenDictionary(rule => rule.Name, StringComparer.Ordinal);
        inParents = rules.Keys.Where(name => name.Contains('>')).Select(name => name.Split('>')[1]).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Throws the refusal of the first element that does not fit.</summary>
    public void Check(XmlElement root)
    {
        var open = new Queue<XmlElement>([root]);
        while (open.TryDequeue(out var element))
        {
            var rule = RuleOf(element);
            rule.CheckAttributes(element);
            rule.CheckText(element);
            switch (rule.Content)
            {
                case GrammarContent.Foreign:
                    GrammarFault.IfAny(element, child => child.IsOurs() || child.IsMessageLike(), SamlRefusal.ExtensionContentForbidden);
                    break;
                case GrammarContent.Key:
                    GrammarFault.IfAny(element, child => child.IsSaml() || child.IsMessageLike(), SamlRefusal.SignatureShapeWrong);
                    break;
                case GrammarContent.Children:
                    rule.CheckChildren(element);
                    element.ChildElements().ToList().ForEach(open.Enqueue);
                    break;
            }
        }
    }

    private GrammarRule RuleOf(XmlElement element)
    {
        var name = GrammarNames.Of(element);
        return inParents.Contains(name) && element.ParentNode is XmlElement parent && rules.TryGetValue($"{GrammarNames.Of(parent)}>{name}", out var inParent) ? inParent
            : rules.TryGetValue(name, out var rule) ? rule
            : throw GrammarFault.Unexpected(element);
    }
}
