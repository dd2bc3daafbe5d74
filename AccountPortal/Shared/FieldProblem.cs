using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Shared;

/// <summary>What is wrong with one field (by its id in the page), or with the form as a whole (no field).</summary>
public record FieldProblem(string? Field, string Message)
{
    /// <summary>All problems; those of the whole form first, then in the order of <paramref name="properties"/> (the state itself sorts by name).</summary>
    public static IReadOnlyList<FieldProblem> In(ModelStateDictionary state, IEnumerable<string?> properties)
    {
        var order = properties.ToList();
        return [.. from entry in state
                   where entry.Value is not null
                   orderby order.FindIndex(property => entry.Key.Equals(property, StringComparison.OrdinalIgnoreCase))
                   from error in entry.Value.Errors
                   select new FieldProblem(FieldName.Of(entry.Key), Words(error))];
    }

    /// <summary>The first thing that is wrong with the field of that key, or null.</summary>
    public static string? For(ModelStateDictionary state, string key) =>
        state.TryGetValue(key, out var entry) && entry.Errors.Count > 0 ? Words(entry.Errors[0]) : null;

    // A binder's exception has no words for people.
    private static string Words(ModelError error) => error.ErrorMessage is { Length: > 0 } message ? message : "This value can't be read.";
}
