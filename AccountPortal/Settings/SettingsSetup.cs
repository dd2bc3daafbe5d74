using Microsoft.Extensions.Options;

namespace AccountPortal.Settings;

internal static class SettingsSetup
{
    /// <summary>Binds <typeparamref name="T"/> to its section and has it checked at start-up.</summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services)
        where T : class, ISettings
    {
        services.AddSingleton<IValidateOptions<T>, SettingsValidation<T>>();
        services.AddSingleton(new SettingsGroup(T.Section, typeof(T), provider => provider.GetRequiredService<IOptions<T>>().Value));
        return services.AddOptions<T>().BindConfiguration(T.Section).ValidateOnStart();
    }

    private sealed class SettingsValidation<T>(IHostEnvironment environment, IConfiguration configuration) : IValidateOptions<T>
        where T : class, ISettings
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var check = new SettingsCheck(T.Section, environment.IsDevelopment());
            options.Validate(check);
            string[] errors = [.. UnknownKeys.In(configuration.GetSection(T.Section), typeof(T)), .. check.Errors];
            return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
