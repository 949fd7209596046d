namespace WorldModel.Bench.Serving;

/// <summary>The example schema of the checkout that the benchmarks run in.</summary>
internal static class ExampleSchema
{
    private const string Path = "examples/purchase-world.schema.json";

    public static string File()
    {
        string? folder = AppContext.BaseDirectory;
        for (; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(folder, Path)))
                return System.IO.Path.Combine(folder, Path);
        }

        throw new InvalidOperationException($"no {Path} above {AppContext.BaseDirectory}");
    }
}
