using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace AccountPortal.Tests;

/// <summary>A form of a page, filled in and submitted by a browser's rules: what a person could not do on the page fails the test.</summary>
internal sealed partial class PageForm
{
    private readonly IHtmlFormElement form;
    private readonly IHtmlElement? button;
    private readonly string where;

    private PageForm(IHtmlFormElement form, IHtmlElement? button, string where) => (this.form, this.button, this.where) = (form, button, where);

    public string Action => button?.GetAttribute("formaction") ?? form.GetAttribute("action") ?? "";

    public bool IsPost => string.Equals(button?.GetAttribute("formmethod") ?? form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase);

    /// <summary>The form with that action, or with a button of that text.</summary>
    public static PageForm Find(IHtmlDocument page, string path, string form, string? within)
    {
        var forms = page.QuerySelectorAll<IHtmlFormElement>("form").Where(element => within is null || element.Closest(within) is not null).ToList();
        var matches = form.StartsWith('/') || form.Length == 0
            ? forms.Where(element => ActionPath(element, path) == form).Select(element => (Form: element, Button: Buttons(element).FirstOrDefault())).ToList()
            : [.. forms.SelectMany(element => Buttons(element).Where(button => IsCalled(button, form)).Select(button => (Form: element, Button: (IHtmlElement?)button)))];
        Assert.True(matches.Count == 1, $"{matches.Count} forms on {path} are \"{form}\"; it has {string.Join(", ", forms.Select(Describe))}.");
        var (found, pressed) = matches[0];
        Assert.True(pressed is not null, $"The form {Describe(found)} on {path} has no button.");
        Assert.False(pressed!.HasAttribute("disabled"), $"The button \"{TextOf(pressed)}\" on {path} is disabled.");
        return new PageForm(found, pressed, $"{Describe(found)} on {path}");
    }

    /// <summary>Types into the fields. Fails on one that is not there, or that takes no such value.</summary>
    public PageForm Fill(object? fields)
    {
        foreach (var (name, value) in Values(fields))
        {
            var named = form.Elements.OfType<IHtmlElement>().Where(element => element.GetAttribute("name") == name && element is not IHtmlButtonElement).ToList();
            var visible = named.Where(element => element is not IHtmlInputElement { Type: "hidden" }).ToList();
            Assert.True(visible.Count > 0, $"{where} has no field \"{name}\"{(named.Count > 0 ? " that a person sees" : "")}.");
            Assert.False(visible.TrueForAll(element => element.HasAttribute("disabled")), $"The field \"{name}\" of {where} is disabled.");
            Fill(name, visible, value);
        }

        return this;
    }

    public FormUrlEncodedContent Content() => new(Sent());

    public string Query() => Content().ReadAsStringAsync().GetAwaiter().GetResult();

    /// <summary>The properties of an (anonymous) object, or a dictionary, as form fields.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Values(object? fields) => fields switch
    {
        null => [],
        IEnumerable<KeyValuePair<string, string>> pairs => pairs,
        _ => fields.GetType().GetProperties().Select(property =>
            KeyValuePair.Create(property.Name, Convert.ToString(property.GetValue(fields), CultureInfo.InvariantCulture) ?? "")),
    };

    public static string TextOf(IElement element) => Spaces().Replace(element.TextContent, " ").Trim();

    private void Fill(string name, List<IHtmlElement> elements, string value)
    {
        switch (elements[0])
        {
            case IHtmlInputElement { Type: "radio" }:
                var radios = elements.OfType<IHtmlInputElement>().ToList();
                Assert.True(radios.Exists(radio => radio.Value == value), $"\"{name}\" of {where} has no choice \"{value}\".");
                radios.ForEach(radio => radio.IsChecked = radio.Value == value);
                break;
            case IHtmlInputElement { Type: "checkbox" } box:
                box.IsChecked = bool.Parse(value);
                break;
            case IHtmlSelectElement select:
                Assert.True(select.Options.Any(option => option.Value == value), $"\"{name}\" of {where} has no option \"{value}\".");
                select.Value = value;
                break;
            case IHtmlTextAreaElement area:
                AssertTakes(name, area, area.Value, value);
                area.Value = value;
                break;
            case IHtmlInputElement input:
                AssertTakes(name, input, input.Value, value);
                input.Value = value;
                break;
            default:
                Assert.Fail($"\"{name}\" of {where} is no field.");
                break;
        }
    }

    private void AssertTakes(string name, IHtmlElement field, string current, string value)
    {
        Assert.False(field.HasAttribute("readonly") && current != value, $"The field \"{name}\" of {where} is read-only.");
        var most = int.TryParse(field.GetAttribute("maxlength"), CultureInfo.InvariantCulture, out var length) ? length : int.MaxValue;
        Assert.True(value.Length <= most, $"The field \"{name}\" of {where} takes {most} characters.");
    }

    // HTML, "constructing the entry list".
    private IEnumerable<KeyValuePair<string, string>> Sent()
    {
        foreach (var element in form.Elements.OfType<IHtmlElement>().Where(element => element.HasAttribute("name") && !element.HasAttribute("disabled")))
        {
            var value = element switch
            {
                IHtmlButtonElement or IHtmlInputElement { Type: "submit" or "button" or "reset" or "image" } => element == button ? element.GetAttribute("value") ?? "" : null,
                IHtmlInputElement { Type: "checkbox" or "radio" } box => box.IsChecked ? box.GetAttribute("value") ?? "on" : null,
                IHtmlInputElement input => input.Value,
                IHtmlSelectElement select => select.Value,
                IHtmlTextAreaElement area => area.Value.ReplaceLineEndings("\r\n"),
                _ => null,
            };
            if (value is not null)
            {
                yield return KeyValuePair.Create(element.GetAttribute("name")!, value);
            }
        }
    }

    private static IEnumerable<IHtmlElement> Buttons(IHtmlFormElement form) => form.Elements.OfType<IHtmlElement>()
        .Where(element => element is IHtmlButtonElement { Type: "submit" } or IHtmlInputElement { Type: "submit" });

    private static bool IsCalled(IHtmlElement button, string text) =>
        TextOf(button) == text || button.GetAttribute("aria-label") == text || (button is IHtmlInputElement input && input.Value == text);

    private static string ActionPath(IHtmlFormElement form, string path) =>
        (form.GetAttribute("action") is { Length: > 0 } action ? action : path).Split('?')[0];

    private static string Describe(IHtmlFormElement form) =>
        $"form {form.GetAttribute("action")} ({string.Join(", ", Buttons(form).Select(button => $"\"{TextOf(button)}\""))})";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
