using AccountPortal.Data;
using AccountPortal.PersonalData;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.PersonalData;

/// <summary>P12: what the database holds about people is declared, to the last column.</summary>
public class DataCatalogueTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task ASVS_14_2_4_Every_table_and_column_of_the_model_is_declared()
    {
        var catalogue = await CatalogueAsync(features => features);
        foreach (var table in catalogue.Tables.Where(table => table.Declared.Erasure != RowErasure.NotPersonal))
        {
            Assert.All(table.Entity.GetProperties(), property => Assert.NotNull(table.Declared.Column(property.Name)));
        }
    }

    [Fact]
    public async Task A_table_that_no_feature_declares_keeps_the_portal_from_starting()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => CatalogueAsync(features => features.Where(feature => feature.Name != "sessions")));
        Assert.Contains("device_sessions", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ended_sessions", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_its_feature_forgot_keeps_the_portal_from_starting()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => CatalogueAsync(features => features.Where(feature => feature.Name != "sessions").Append(new Forgetful())));
        Assert.Contains("device_sessions.user_agent is declared neither as exported nor as withheld.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_order_of_erasure_no_row_goes_before_those_that_refer_to_it()
    {
        var order = (await CatalogueAsync(features => features)).InErasureOrder();
        Assert.Equal("users", order[^1].Name);
        foreach (var table in order)
        {
            var above = table.Entity.GetForeignKeys().Select(key => key.PrincipalEntityType).Where(principal => principal != table.Entity);
            Assert.All(above, principal => Assert.True(order.TakeWhile(other => other.Entity != principal).Contains(table), $"{table.Name} comes after {principal.GetTableName()}"));
        }
    }

    [Fact]
    public async Task Rows_of_a_table_below_another_are_found_through_it()
    {
        var catalogue = await CatalogueAsync(features => features);
        Assert.Equal(
            "device_id in (select id from known_devices where user_id = @account)", catalogue.RowsOf(catalogue.Tables.Single(table => table.Name == "device_networks")));
    }

    private Task<DataCatalogue> CatalogueAsync(Func<IEnumerable<IPersonalData>, IEnumerable<IPersonalData>> change) =>
        app.With((IServiceProvider services) => Task.FromResult(new DataCatalogue(services.GetRequiredService<PortalDbContext>().Model, change(services.GetServices<IPersonalData>()))));

    private sealed class Forgetful : IPersonalData
    {
        public string Name => "sessions";

        public string Title => "Sessions";

        public void Declare(DataDeclarations declare)
        {
            declare.Owned<Session>("Sessions", session => session.UserId).Exports(session => session.Id);
            declare.NotPersonal<EndedSession>("For the test.");
        }
    }
}
