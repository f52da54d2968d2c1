// Without this script the contents are open; with it they are closed where they would push the text off the screen.
if (matchMedia("(max-width: 900px)").matches) document.querySelector(".contents details").open = false;
