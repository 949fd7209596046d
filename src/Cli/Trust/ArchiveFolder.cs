using System.CommandLine;
using WorldModel.Schema;
using WorldModel.Silo.Explaining;
using WorldModel.Silo.Storage;

namespace WorldModel.Cli.Trust;

/// <summary>The data folder of a silo that a command reads.</summary>
internal static class ArchiveFolder
{
    public static Option<string> Option()
    {
        var option = new Option<string>("--data")
        {
            Description = "The data folder of a silo, stopped or running",
            HelpName = "DIR",
            Required = true,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is var path && !Directory.Exists(path))
                result.AddError($"--data: got {path}, expected the data folder of a silo");
        });
        return option;
    }

    public static Option<string?> StoreOption() => new("--store")
    {
        Description = "Where the journal stands, if not in the folder (which then holds models alone): postgres or "
            + "blob, reached as the environment's WORLDMODEL_POSTGRES or WORLDMODEL_BLOB says",
        HelpName = "STORE",
    };

    /// <summary>Opens what the two options name.</summary>
    /// <exception cref="WorldModelException">There is no store, or no model of its schema.</exception>
    public static DecisionArchive Open(string data, string? store, string? model = null) => DecisionArchive.Open(
        data, model, store is null ? null : StoreChoice.Parse("--store", store).OpenKept);
}
