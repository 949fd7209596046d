using WorldModel.Silo;

var settings = new ConfigurationBuilder().AddEnvironmentVariables("WORLDMODEL_").AddCommandLine(args).Build();
await using var silo = await SiloHost.Start(SiloSettings.Read(settings));
await silo.WaitForShutdown();
