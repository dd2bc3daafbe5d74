namespace AccountPortal.Shared;

/// <summary>Form fields are named in camelCase ("rememberDevice") while C# properties are not; the field's id is its name.</summary>
public static class FieldName
{
    public static string Of(string expression) =>
        string.Join('.', expression.Split('.').Select(part => part.Length == 0 ? part : char.ToLowerInvariant(part[0]) + part[1..]));
}
