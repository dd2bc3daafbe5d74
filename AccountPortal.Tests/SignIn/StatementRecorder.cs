using System.Data.Common;
using AccountPortal.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.SignIn;

/// <summary>Writes down what each request asks of the database, without the values; what the portal does by itself meanwhile is left out.</summary>
internal sealed class StatementRecorder : DbCommandInterceptor, IStartupFilter
{
    private readonly AsyncLocal<List<string>?> current = new();

    /// <summary>Of the last request that was answered.</summary>
    public IReadOnlyList<string> Last { get; private set; } = [];

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter>(this);
        services.ConfigureDbContext<PortalDbContext>((_, options) => options.AddInterceptors(this));
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, go) =>
        {
            List<string> own = [];
            current.Value = own;
            await go(context);
            Last = own;
        });
        next(app);
    };

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        current.Value?.Add(command.CommandText);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        current.Value?.Add(command.CommandText);
        return new(result);
    }
}
