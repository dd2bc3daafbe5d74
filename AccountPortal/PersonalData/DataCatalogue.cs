using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AccountPortal.PersonalData;

/// <summary>
/// All that the features declared, matched with the database: which table, which columns, which rows are an account's. Building it fails where a table or a
/// column is declared by nobody, or does not exist, so a portal that would forget something does not start.
/// </summary>
public sealed class DataCatalogue
{
    private readonly IModel model;

    public DataCatalogue(IModel model, IEnumerable<IPersonalData> features)
    {
        this.model = model;
        List<DataTable> tables = [];
        foreach (var feature in features)
        {
            var declarations = new DataDeclarations();
            feature.Declare(declarations);
            tables.AddRange(declarations.Tables.Select(declared => new DataTable(feature.Name, feature.Title, declared, Entity(declared.Entity))));
        }

        string[] problems = [.. Problems(tables)];
        if (problems.Length > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
        }

        Tables = tables;
    }

    /// <summary>Every table, in the order of the features.</summary>
    public IReadOnlyList<DataTable> Tables { get; }

    /// <summary>The tables whose rows go with their account: those that refer to others come first, and the account itself comes last.</summary>
    public IReadOnlyList<DataTable> InErasureOrder()
    {
        List<DataTable> waiting = [.. Tables.Where(table => table.Declared.Erasure == RowErasure.Deleted)];
        List<DataTable> ordered = [];
        while (waiting.Count > 0)
        {
            // The sessions come early wherever they may: whoever ends or touches one has locked it by the time that they ask for the account.
            var next = waiting.First(table => !waiting.Any(other => other != table && RefersTo(other, table)));
            ordered.Add(next);
            waiting.Remove(next);
        }

        return ordered;
    }

    /// <summary>Which rows of a table are an account's, as an SQL condition with the account's id as its one parameter, <c>@account</c>.</summary>
    public string RowsOf(DataTable table)
    {
        var owner = table.ColumnOf(table.Declared.Owner!);
        if (table.Declared.Parent is not { } parent)
        {
            return $"{owner} = @account";
        }

        var above = Tables.Single(other => other.Declared.Entity == parent);
        return $"{owner} in (select {above.KeyColumns.Single()} from {above.Name} where {RowsOf(above)})";
    }

    private static bool RefersTo(DataTable from, DataTable to) => from.Entity.GetForeignKeys().Any(key => key.PrincipalEntityType == to.Entity);

    private IEntityType Entity(Type type) => model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is declared, and no table.");

    private IEnumerable<string> Problems(List<DataTable> tables)
    {
        foreach (var entity in model.GetEntityTypes().Where(entity => !entity.IsOwned()))
        {
            switch (tables.Count(table => table.Entity == entity))
            {
                case 0:
                    yield return $"No feature declares what becomes of {entity.GetTableName()} when an account is erased or exported.";
                    break;
                case > 1:
                    yield return $"{entity.GetTableName()} is declared twice.";
                    break;
            }
        }

        foreach (var table in tables.Where(table => table.Declared.Erasure != RowErasure.NotPersonal))
        {
            foreach (var problem in table.Problems())
            {
                yield return problem;
            }
        }

        if (!tables.Any(table => table.Entity.ClrType == typeof(Account)))
        {
            yield return "The accounts themselves are declared by nobody.";
        }
    }
}
