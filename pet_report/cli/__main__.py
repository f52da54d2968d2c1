from pet_report.cli import main

main()
