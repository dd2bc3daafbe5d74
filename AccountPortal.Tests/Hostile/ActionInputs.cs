using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using AccountPortal.Tests.Meta;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Tests.Hostile;

/// <summary>What an action takes, by its own parameters: parts of its path, and the fields of its query, form or JSON.</summary>
internal sealed partial class ActionInputs
{
    // Read by hand, as the specification of SAML wants it.
    private static readonly string[] OfSaml = ["SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature"];

    public ActionInputs(RoutedAction action)
    {
        InPath = [.. Parts().Matches(action.Template).Select(part => part.Groups[1].Value)];
        Fields = [.. action.Action.Parameters.Where(parameter => parameter.ParameterType != typeof(CancellationToken)).SelectMany(NamesOf)
            .Concat(action.Template.StartsWith("saml/", StringComparison.Ordinal) ? OfSaml : []).Except(InPath, StringComparer.OrdinalIgnoreCase).Distinct(StringComparer.OrdinalIgnoreCase)];
        TakesJson = action.Action.Parameters.Any(parameter => parameter.BindingInfo?.BindingSource == BindingSource.Body);
    }

    public IReadOnlyList<string> InPath { get; }

    public IReadOnlyList<string> Fields { get; }

    public bool TakesJson { get; }

    private static IEnumerable<string> NamesOf(ParameterDescriptor parameter) => IsOne(parameter.ParameterType)
        ? [parameter.Name]
        : parameter.ParameterType.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    private static bool IsOne(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is { } plain && (plain.IsPrimitive || plain.IsEnum || plain.IsArray || plain == typeof(string) || plain == typeof(Guid) || plain == typeof(IFormFile));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parts();
}
