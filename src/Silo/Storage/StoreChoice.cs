using System.Reflection;
using WorldModel.Schema;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Which store a text names: <c>sqlite:DIRECTORY</c>, <c>postgres</c> or <c>blob</c>. How the shared ones are reached
/// is a secret, so that it stands in an environment variable and never in a command: <c>WORLDMODEL_POSTGRES</c> or
/// <c>WORLDMODEL_BLOB</c>, or the one that is named behind a colon.
/// </summary>
public static class StoreChoice
{
    /// <summary>Folders, beside the program's own, in which assemblies of stores are looked for.</summary>
    public const string FoldersVariable = "WORLDMODEL_STORES";

    private const string Expected = "sqlite:DIRECTORY, postgres, postgres:VARIABLE, blob or blob:VARIABLE";

    private static readonly Dictionary<string, (string Assembly, string Type, string Variable)> Shared = new()
    {
        ["postgres"] = ("WorldModel.Silo.Postgres", "PostgresProvider", "WORLDMODEL_POSTGRES"),
        ["blob"] = ("WorldModel.Silo.Azure", "BlobProvider", "WORLDMODEL_BLOB"),
    };

    /// <exception cref="WorldModelException">
    /// No store is named so, its variable is not set, or its assembly is not here.
    /// </exception>
    public static IStoreProvider Parse(string field, string text)
    {
        var (kind, rest) = text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0
            ? (text[..colon], text[(colon + 1)..])
            : (text, "");
        if (kind == "sqlite" && rest.Length > 0)
            return new SqliteProvider(rest);
        if (!Shared.TryGetValue(kind, out var known))
            throw new InputException(field, text, Expected);
        var variable = rest.Length > 0 ? rest : known.Variable;
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } secret)
            throw new InputException(field, text, $"how to reach it in the environment variable {variable}");
        var type = Load(field, text, known.Assembly).GetType($"{known.Assembly}.{known.Type}", throwOnError: true)!;
        try
        {
            return (IStoreProvider)Activator.CreateInstance(type, secret)!;
        }
        catch (TargetInvocationException cause) when (cause.InnerException is StoreException refusal)
        {
            throw new StoreException($"{variable}: {refusal.Message}");
        }
    }

    /// <summary>Shared stores are built apart: their assemblies are found at run time.</summary>
    private static Assembly Load(string field, string text, string name)
    {
        var folders = (Environment.GetEnvironmentVariable(FoldersVariable) ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Prepend(AppContext.BaseDirectory);
        var file = folders.Select(folder => Path.GetFullPath(Path.Combine(folder, name + ".dll")))
            .FirstOrDefault(File.Exists);
        return file is not null
            ? Assembly.LoadFrom(file)
            : throw new InputException(field, text,
                $"{name}.dll beside the program or in a folder of {FoldersVariable} (WorldModel.Stores.sln builds it)");
    }
}
