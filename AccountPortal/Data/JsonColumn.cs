using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AccountPortal.Data;

/// <summary>A value kept as <c>jsonb</c>: small facts that are read with their row.</summary>
public static class JsonColumn
{
    /// <summary>Stores the property as <c>jsonb</c>. The value is replaced as a whole, never changed in place.</summary>
    public static PropertyBuilder<T> HasJsonConversion<T>(this PropertyBuilder<T> property)
        where T : class => property.HasColumnType("jsonb").HasConversion(new Conversion<T>(), new Comparer<T>());

    private sealed class Conversion<T>() : ValueConverter<T, string>(
        value => JsonSerializer.Serialize(value, JsonSerializerOptions.Web), json => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!);

    private sealed class Comparer<T>() : ValueComparer<T>((left, right) => ReferenceEquals(left, right), value => value.GetHashCode(), value => value)
        where T : class;
}
